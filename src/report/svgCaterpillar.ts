import { html, type Markup, type Part } from './html.ts';
import { type GroupEffect, sortedByMean } from './parameterGroups.ts';
import { type Frame, horizontalAxis, svg } from './svgFrame.ts';
import { evenly, extent, linearScale, padded, type Scale, tenth } from './svgScale.ts';

/** With so few levels each has a line of text to itself. */
const labelAll = 50;
/** Levels labelled at each end when there are more. */
const labelled = 5;
/** More lines than this are no longer told apart; the others are thinned evenly, the extremes kept. */
export const mostLines = 2000;
/** Up to here the dots of unlabelled lines are large enough to be told apart. */
const mediumDots = 150;
const lineHeight = 15;
const tallest = 760;
/** Characters of a level's name that fit beside its line, and the width of one. */
const mostCharacters = 15;
const characterWidth = 6.4;

/** A level with its place on the page. */
interface Line extends GroupEffect {
  readonly y: number;
}

/** Effects of all levels sorted by mean, highest on top: mean and interval each, thin where there are many. */
export function caterpillar(effects: readonly GroupEffect[], label: string): Markup {
  const all = sortedByMean(effects).reverse();
  const sorted = evenly(all.length, mostLines).map((k) => all[k]);
  const few = sorted.length <= labelAll;
  const named = few ? sorted : [...sorted.slice(0, labelled), ...sorted.slice(-labelled)];
  const left = labelMargin(named);
  const height = few ? sorted.length * lineHeight : tallest;
  const frame: Frame = { width: 460, height: height + 52, left, right: 452, top: 26, bottom: height + 26 };
  const lines = sorted.map((effect, k) => ({
    ...effect,
    y: frame.top + ((k + 0.5) * height) / sorted.length,
  }));
  const ends = extent(lines.flatMap(({ row }) => [row.lower, row.mean, row.upper, 0]));
  const x = linearScale(padded(ends, 0.03), [frame.left, frame.right], 6);
  const content: Part[] = [
    horizontalAxis(frame, frame.top - 4, x, 'above'),
    html`<path class="zero" d="M${tenth(x.at(0))} ${frame.top}V${frame.bottom}"/>`,
    html`<path class="${few ? 'interval' : 'interval thin'}" d="${intervalPath(lines, x)}"/>`,
    html`<path class="${dotClass(lines.length)}" d="${lines.map(({ row, y }) => `M${tenth(x.at(row.mean))} ${tenth(y)}h0`).join('')}"/>`,
    horizontalAxis(frame, frame.bottom + 4, x),
    few ? lines.map((line) => levelLabel(line, line.y, left, x)) : endLabels(lines, frame, x),
  ];
  return svg(frame, label, content);
}

function dotClass(lines: number): string {
  if (lines <= labelAll) return 'dots';
  return lines <= mediumDots ? 'dots medium' : 'dots small';
}

function intervalPath(lines: readonly Line[], x: Scale): string {
  return lines
    .filter(({ row }) => Number.isFinite(row.lower + row.upper))
    .map(({ row, y }) => `M${tenth(x.at(row.lower))} ${tenth(y)}H${tenth(x.at(row.upper))}`)
    .join('');
}

/** Labels of the extremes, spread so that they do not overlap, each led to its line. */
function endLabels(lines: readonly Line[], { left, top, bottom }: Frame, x: Scale): Markup[] {
  const first = lines
    .slice(0, labelled)
    .map((line, k) => levelLabel(line, top + (k + 0.5) * lineHeight, left, x));
  const last = lines
    .slice(-labelled)
    .map((line, k) => levelLabel(line, bottom - (labelled - k - 0.5) * lineHeight, left, x));
  return [...first, ...last];
}

function levelLabel({ level, row, y }: Line, textY: number, left: number, x: Scale): Markup {
  const start = Number.isFinite(row.lower) ? row.lower : row.mean;
  const leader = `M${left - 8} ${tenth(textY)}L${left} ${tenth(y)}H${tenth(x.at(start) - 3)}`;
  return html`<path class="leader" d="${leader}"/><text x="${left - 12}" y="${tenth(textY + 4)}" text-anchor="end">${shortened(level)}<title>${level}</title></text>`;
}

function labelMargin(named: readonly GroupEffect[]): number {
  const longest = Math.max(2, ...named.map(({ level }) => [...shortened(level)].length));
  return Math.round(16 + characterWidth * longest);
}

/** What fits beside the lines; the whole name shows when pointed at. */
function shortened(level: string): string {
  const characters = [...level];
  return characters.length <= mostCharacters
    ? level
    : `${characters.slice(0, mostCharacters - 1).join('')}\u2026`;
}
