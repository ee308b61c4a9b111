import { html, type Markup } from './html.ts';
import { svg } from './svgFrame.ts';
import { linearScale, padded, tenth } from './svgScale.ts';
import { estimateCells } from './textTable.ts';

const size = { width: 100, height: 18 };

/**
 * Interval (q5, q95) and middle (q50) of one quantity on a scale of its own that always holds zero, marked by a vertical line:
 * quantities in different units stay readable in one column. Nothing for a quantity that cannot be told.
 */
export function intervalPlot(
  row: Readonly<Record<'mean' | 'sd' | 'q5' | 'q50' | 'q95', number>>,
  words: { readonly centre: string; readonly interval: string } = { centre: 'median', interval: '90 %' },
): Markup | null {
  const { q5, q50, q95 } = row;
  if (!Number.isFinite(q5 + q50 + q95)) return null;
  const { at } = linearScale(padded([Math.min(0, q5), Math.max(0, q95)], 0.04), [0, size.width]);
  const [, , low, middle, high] = estimateCells(row);
  const y = size.height / 2;
  return svg(
    size,
    `${words.centre} ${middle}, ${words.interval} interval ${low} to ${high}`,
    html`<path class="zero" d="M${tenth(at(0))} 1V${size.height - 1}"/><path class="interval" d="M${tenth(at(q5))} ${y}H${tenth(at(q95))}"/><circle class="dot" cx="${tenth(at(q50))}" cy="${y}" r="3.2"/>`,
  );
}
