import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import '../styles/picture.css';
import { inReadersNumbers, texts } from '../texts/index.ts';

export interface PictureProps {
  /** SVG text of the library, of theme "page" (others bring styles, which the page refuses), of as many pixels' width as there are (`useWidth`). */
  readonly svg: string;
  /** What it says to those who do not see it: its table, or sentences. It is folded away under the picture. */
  readonly children?: ComponentChildren;
  /** What unfolds that; "the numbers" if left out. */
  readonly behind?: string;
}

/**
 * A picture of the library in the page, in the page's colours, with title and description for who does not see it. Only
 * elements and attributes that draw are taken over: nothing runs, loads or styles.
 */
export function Picture({ svg, children, behind = texts.picture.behind }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const drawn = drawnBy(svg);
    place.current?.replaceChildren(...(drawn === null ? [] : [drawn]));
  }, [svg]);
  return (
    <figure class="picture">
      <div ref={place} />
      {children === undefined ? null : (
        <details>
          <summary>{behind}</summary>
          <div class="scroll">{children}</div>
        </details>
      )}
    </figure>
  );
}

/** The width that an element has, in steps, so that not every pixel of a moving window asks for a new picture; 0 at first. */
export function useWidth<E extends HTMLElement>(step = 40): [(element: E | null) => void, number] {
  const [element, setElement] = useState<E | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element === null) return;
    const measure = (): void => setWidth(stepped(element.clientWidth, step));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, step]);
  return [setElement, width];
}

/** Narrow ones are taken as they are: a picture has to fit. */
const stepped = (width: number, step: number): number =>
  width < 480 ? width : Math.floor(width / step) * step;

const elements = new Set(['svg', 'g', 'path', 'rect', 'circle', 'line', 'text', 'tspan', 'title', 'desc']);
const attributes = new Set(
  'class d x y cx cy r width height viewBox role aria-label transform text-anchor fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap font-family font-size font-weight'.split(
    ' ',
  ),
);

/** Its words and numbers with the reader's decimal mark. */
function respell(drawn: Element): void {
  for (const element of drawn.querySelectorAll('text, tspan, title, desc')) {
    if (element.childElementCount === 0) element.textContent = inReadersNumbers(element.textContent);
  }
}

/** The text as elements, without whatever does more than draw; null where it is no picture. */
function drawnBy(svg: string): Element | null {
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (parsed === null) return null;
  const drawn = document.importNode(parsed, true);
  respell(drawn);
  for (const element of [drawn, ...drawn.querySelectorAll('*')]) {
    if (!elements.has(element.localName)) element.remove();
    else
      for (const { name } of [...element.attributes])
        if (!attributes.has(name)) element.removeAttribute(name);
  }
  return drawn;
}
