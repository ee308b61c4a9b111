import { InputError } from '../engine/errors.ts';

/** The part of a page's document that is used here (its types come with no library we compile against). */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): { drawImage(image: object, x: number, y: number, w: number, h: number): void };
  toBlob(done: (blob: Blob | null) => void, type: string): void;
}
interface Picture {
  src: string;
  decode(): Promise<void>;
  readonly naturalWidth: number;
  readonly naturalHeight: number;
}
declare const document: { createElement(name: 'canvas'): Canvas } | undefined;
declare const Image: (new () => Picture) | undefined;

/**
 * An SVG picture as PNG, drawn by the page's own canvas, in the page's fonts; `svgToPng` of poolwise/node does it in Node.
 * @param scale pixels of the PNG a pixel of the SVG
 * Throws InputError where there is no document.
 */
export async function svgToPngInPage(svg: string, scale = 2): Promise<Blob> {
  if (typeof document === 'undefined' || typeof Image === 'undefined')
    throw new InputError('plot: this is no page; in Node take svgToPng of poolwise/node');
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.naturalWidth * scale);
  canvas.height = Math.round(picture.naturalHeight * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new InputError(`plot: the page cannot hold a picture ${canvas.width} pixels wide`);
  return blob;
}
