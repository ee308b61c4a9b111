import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import { InputError } from '../engine/errors.ts';

/** The drawing machine, and a font: a picture must look alike where none is installed. */
const packages = ['@resvg/resvg-wasm', '@fontsource/dejavu-sans'] as const;
const fonts = ['400', '700'].map((weight) => `files/dejavu-sans-latin-${weight}-normal.woff2`);
const family = 'DejaVu Sans';

/** Pixels of a PNG a pixel of its SVG: sharp on screens of today and in print of column width. */
const usualScale = 2;

/**
 * An SVG picture as PNG, in DejaVu Sans. The two packages that it takes are loaded here only.
 * Throws InputError where they are not installed.
 */
export async function svgToPng(svg: string, scale = usualScale): Promise<Uint8Array> {
  if (!(scale > 0 && scale <= 10))
    throw new InputError(`plot: scale must lie above 0 and be at most 10, got ${scale}`);
  const { Resvg, fontBuffers } = await loaded();
  const picture = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: family, sansSerifFamily: family },
    fitTo: { mode: 'zoom', value: scale },
  });
  return signed(picture.render().asPng());
}

/** The machine is started once. */
let machine: ReturnType<typeof load> | undefined;
function loaded(): ReturnType<typeof load> {
  machine ??= load();
  return machine;
}

async function load() {
  const [wasm, ...files] = [
    `${packages[0]}/index_bg.wasm`,
    ...fonts.map((file) => `${packages[1]}/${file}`),
  ].map(pathOf);
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(wasm));
  return { Resvg, fontBuffers: await Promise.all(files.map(bytesOf)) };
}

function pathOf(file: string): string {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    throw new InputError(
      `plot: PNG takes two packages that are not installed; run npm install ${packages.join(' ')}, or write .svg`,
    );
  }
}

const bytesOf = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path));

/** Length of the signature and the header chunk, which come first. */
const headerEnd = 33;
const mark = Buffer.from('tEXtSoftware\0poolwise', 'latin1');

/** With a chunk of text that says who wrote it. */
function signed(png: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(mark.length + 8);
  chunk.writeUInt32BE(mark.length - 4, 0);
  mark.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(mark), mark.length + 4);
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}

/** Whether the first bytes of a file, as text, are those of a PNG that `svgToPng` made. */
export function isOwnPng(start: string): boolean {
  return start.slice(0, 2 * headerEnd + mark.length).includes(mark.toString('latin1'));
}
