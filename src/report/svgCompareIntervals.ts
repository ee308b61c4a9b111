import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import { html, type Markup } from './html.ts';
import { type Frame, horizontalAxis, svg } from './svgFrame.ts';
import { extent, linearScale, padded, type Scale, tenth } from './svgScale.ts';

/** 90 % of a normal distribution lies within so many sds. */
export const normal90 = 1.6448536269514722;

const rowHeight = 30;
/** Distance of either interval from the middle of its row. */
const apart = 5;
const mostCharacters = 34;
const characterWidth = 6.4;
/** Posterior sds beyond which an interval is cut off: it is off, whatever the rest. */
const farthest = 8;

/**
 * 90 % intervals of posterior and approximation side by side, each parameter in its own posterior sds from its own
 * posterior mean, so that all fit on one scale and a shift can be read off.
 */
export function compareIntervals(rows: readonly ComparedParameter[], label: string): Markup {
  const shown = rows.filter(({ mean, sd }) => Number.isFinite(mean) && sd > 0);
  const left = 18 + characterWidth * Math.max(4, ...shown.map(({ name }) => shortened(name).length));
  const height = Math.max(1, shown.length) * rowHeight;
  const frame: Frame = {
    width: left + 480,
    height: height + 54,
    left,
    right: left + 472,
    top: 26,
    bottom: height + 26,
  };
  const lines = shown.map(standardised);
  const ends = extent(lines.flatMap(({ posterior, other }) => [...posterior, ...other]).map(clipped));
  const x = linearScale(
    padded([Math.min(-2, ends[0]), Math.max(2, ends[1])], 0.03),
    [frame.left, frame.right],
    7,
  );
  const marks = lines.map((line, k) => rowMarks(line, frame.top + (k + 0.5) * rowHeight, frame, x));
  return svg(frame, label, [
    horizontalAxis(frame, frame.top - 4, x, 'above'),
    html`<path class="zero" d="M${tenth(x.at(0))} ${frame.top}V${frame.bottom}"/>`,
    marks,
    horizontalAxis(frame, frame.bottom + 4, x),
  ]);
}

/** Ends and middle in posterior sds: of the posterior 5 %, median, 95 %; of the other estimate and normal ends. */
interface Line {
  readonly name: string;
  readonly posterior: readonly [number, number, number];
  readonly other: readonly [number, number, number];
}

function standardised({ name, mean, sd, q5, median, q95, shift, widthRatio }: ComparedParameter): Line {
  const half = normal90 * widthRatio;
  const at = (value: number): number => (value - mean) / sd;
  return { name, posterior: [at(q5), at(median), at(q95)], other: [shift - half, shift, shift + half] };
}

function rowMarks({ name, posterior, other }: Line, y: number, { left }: Frame, x: Scale): Markup {
  return html`<text x="${tenth(left - 10)}" y="${tenth(y + 4)}" text-anchor="end">${shortened(name)}<title>${name}</title></text>${interval(posterior, y - apart, x, 'k1', 'f1')}${interval(other, y + apart, x, 'k2', 'f2')}`;
}

function interval(
  [low, middle, high]: Line['other'],
  y: number,
  x: Scale,
  stroke: string,
  fill: string,
): Markup {
  const at = (value: number): string => tenth(x.at(clipped(value)));
  const line = Number.isFinite(low + high)
    ? html`<path class="${stroke} pair" d="M${at(low)} ${tenth(y)}H${at(high)}"/>`
    : null;
  return html`${line}<circle class="${fill}" cx="${at(middle)}" cy="${tenth(y)}" r="3.6"/>`;
}

function clipped(value: number): number {
  return Math.min(farthest, Math.max(-farthest, value));
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= mostCharacters
    ? name
    : `${characters.slice(0, mostCharacters - 1).join('')}\u2026`;
}
