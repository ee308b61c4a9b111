import { html, type Part } from '../html.ts';
import { drawSign } from './drawMark.ts';
import { letter, shortened, textWidth, titleLetter, wrapped } from './measure.ts';
import { tenth } from './paths.ts';
import type { Figure, LegendEntry } from './spec.ts';

/** What stands above the panels, and how high it is. */
export interface Head {
  readonly markup: Part;
  readonly height: number;
}

/** Bold letters are wider than those measured. */
const bold = 1.12;
const titleLine = 18;
const captionLine = 15;
const legendLine = 18;
const sign = 22;

/** Title, caption and legend, each in as many lines as it takes. */
export function headOf(
  { title, caption, legend = [] }: Pick<Figure, 'title' | 'caption' | 'legend'>,
  width: number,
  edge: number,
): Head {
  let y = edge - 2;
  const markup: Part[] = [];
  for (const text of wrapped(title, width / bold, titleLetter)) {
    y += titleLine;
    markup.push(
      html`<text class="f-ink" x="${edge}" y="${tenth(y - 4)}" font-size="${titleLetter}" font-weight="600">${text}</text>`,
    );
  }
  for (const text of wrapped(caption ?? '', width)) {
    y += captionLine;
    markup.push(html`<text class="f-soft" x="${edge}" y="${tenth(y - 3)}">${text}</text>`);
  }
  for (const row of rowsOf(legend, width)) {
    y += legendLine;
    let x = edge;
    for (const { entry, text } of row) {
      markup.push(
        drawSign(entry.sign, entry.style, x, y - 7),
        html`<text class="f-soft" x="${tenth(x + sign + 6)}" y="${tenth(y - 3)}">${text}</text>`,
      );
      x += widthOf(text);
    }
  }
  return { markup, height: y + 6 };
}

const widthOf = (text: string): number => sign + 6 + textWidth(text, letter) + 16;

interface Shown {
  readonly entry: LegendEntry;
  readonly text: string;
}

/** As many entries a row as fit. */
function rowsOf(legend: readonly LegendEntry[], width: number): Shown[][] {
  const rows: Shown[][] = [];
  let used = 0;
  for (const entry of legend) {
    const text = shortened(entry.text, width - sign - 6);
    if (rows.length === 0 || used + widthOf(text) - 16 > width) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push({ entry, text });
    used += widthOf(text);
  }
  return rows;
}
