import { html, type Markup } from '../html.ts';
import { estimateCells } from '../textTable.ts';
import { tenth } from './paths.ts';
import { linearScale } from './scale.ts';

const size = { width: 100, height: 18 };

/**
 * Interval and middle of one quantity for a table's cell, on a scale of its own that always holds zero, marked by a vertical line:
 * quantities in different units stay readable in one column. Coloured by `pagePlotStyle`. Nothing for what cannot be told.
 */
export function intervalSpark(
  row: Readonly<Record<'mean' | 'sd' | 'lower' | 'q50' | 'upper', number>>,
  words: { readonly centre: string; readonly interval: string },
): Markup | null {
  const { lower, q50, upper } = row;
  if (!Number.isFinite(lower + q50 + upper)) return null;
  const [low, high] = [Math.min(0, lower), Math.max(0, upper)];
  const at = linearScale(high > low ? [low, high] : [-1, 1], [4, size.width - 4]);
  const [, , least, middle, most] = estimateCells(row);
  const y = size.height / 2;
  return html`<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${words.centre} ${middle}, ${words.interval} interval ${least} to ${most}"><path class="s-ink" stroke-dasharray="3 2" d="M${tenth(at(0))},1V${size.height - 1}"/><path class="s-accent" stroke-width="2" d="M${tenth(at(lower))},${y}H${tenth(at(upper))}"/><circle class="f-accent" cx="${tenth(at(q50))}" cy="${y}" r="3.2"/></svg>`;
}
