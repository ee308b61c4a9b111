import { html, type Markup } from './html.ts';
import { chainFrame, chartTitle, type Frame, svg } from './svgFrame.ts';
import { evenly, extent, linearScale, linePath, padded, type Scale, tenth } from './svgScale.ts';

/** Points of a trace; more are thinned evenly. */
export const tracePoints = 500;
/** Divergent draws marked in a chain. */
const mostMarks = 200;

/** Draws in the order they were made, a line a chain; divergent ones, even where thinned away, marked by crosses. */
export function tracePlot(
  chains: readonly Float64Array[],
  divergent: readonly Uint8Array[],
  label: string,
): Markup {
  const frame: Frame = { ...chainFrame, left: 44 };
  const draws = chains[0].length;
  const x = linearScale([1, draws], [frame.left, frame.right], 4);
  const y = linearScale(padded(extent(...chains), 0.04), [frame.bottom, frame.top], 3);
  const kept = evenly(draws, tracePoints);
  const lines = chains.map(
    (values, c) =>
      html`<path class="trace k${c + 1}" d="${linePath(
        kept.map((i) => x.at(i + 1)),
        kept.map((i) => y.at(values[i])),
      )}"/>`,
  );
  const marks = chains.map((values, c) => crosses(values, divergent[c], x, y)).join('');
  return svg(frame, label, [
    chartTitle(chainFrame, 'trace'),
    valueAxis(frame, y),
    html`<text x="${frame.left}" y="${frame.bottom + 15}">1</text><text x="${frame.right}" y="${frame.bottom + 15}" text-anchor="end">draw ${draws}</text>`,
    lines,
    marks === '' ? null : html`<path class="divergent" d="${marks}"/>`,
  ]);
}

/** Values to the left of the traces, and the line they stand on. */
function valueAxis({ left, top, bottom }: Frame, y: Scale): Markup {
  const ticks = y.ticks.map((tick) => `M${left} ${tenth(y.at(tick))}h-4`).join('');
  const labels = y.ticks.map(
    (tick) =>
      html`<text x="${left - 6}" y="${tenth(y.at(tick) + 4)}" text-anchor="end">${y.label(tick)}</text>`,
  );
  return html`<path class="axis" d="M${left} ${top}V${bottom}${ticks}"/>${labels}`;
}

function crosses(values: Float64Array, divergent: Uint8Array, x: Scale, y: Scale): string {
  const where = Array.from(values.keys()).filter((i) => divergent[i] === 1 && Number.isFinite(values[i]));
  return evenly(where.length, mostMarks)
    .map((k) => `M${tenth(x.at(where[k] + 1) - 3)} ${tenth(y.at(values[where[k]]) - 3)}l6 6m0-6l-6 6`)
    .join('');
}
