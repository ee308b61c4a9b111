import { html, type Markup } from './html.ts';
import { svg } from './svgFrame.ts';
import { linearScale, padded, tenth } from './svgScale.ts';
import { estimateCells } from './textTable.ts';

const size = { width: 100, height: 18 };

/**
 * Interval and middle (q50) of one quantity on a scale of its own that always holds zero, marked by a vertical line:
 * quantities in different units stay readable in one column. Nothing for a quantity that cannot be told.
 */
export function intervalPlot(
  row: Readonly<Record<'mean' | 'sd' | 'lower' | 'q50' | 'upper', number>>,
  words: { readonly centre: string; readonly interval: string },
): Markup | null {
  const { lower, q50, upper } = row;
  if (!Number.isFinite(lower + q50 + upper)) return null;
  const { at } = linearScale(padded([Math.min(0, lower), Math.max(0, upper)], 0.04), [0, size.width]);
  const [, , low, middle, high] = estimateCells(row);
  const y = size.height / 2;
  return svg(
    size,
    `${words.centre} ${middle}, ${words.interval} interval ${low} to ${high}`,
    html`<path class="zero" d="M${tenth(at(0))} 1V${size.height - 1}"/><path class="interval" d="M${tenth(at(lower))} ${y}H${tenth(at(upper))}"/><circle class="dot" cx="${tenth(at(q50))}" cy="${y}" r="3.2"/>`,
  );
}
