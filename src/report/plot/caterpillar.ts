import { evenly } from './chains.ts';
import { figure } from './figure.ts';
import type { IntervalRow, IntervalWords } from './intervals.ts';
import type { Mark } from './marks.ts';
import type { PlotOptions } from './spec.ts';

/** With so few levels each has a line of text to itself. */
const labelAll = 50;
/** More lines than this are no longer told apart; the others are thinned evenly, the extremes kept. */
const mostLines = 2000;
/** Up to here the dots of unlabelled lines are large enough to be told apart. */
const mediumDots = 150;
const lineHeight = 15;
const tallest = 700;

/** A caterpillar's words: what the levels are called, and those of its intervals. */
export interface CaterpillarWords extends Omit<IntervalWords, 'ratio'> {
  /** The grouping factor. */
  readonly group: string;
}

/**
 * Effects of all levels of a factor sorted by their middle, highest on top: middle and interval each, thin where there are many.
 * Its caption says how many leave out zero. Levels without a finite middle are left out, and counted.
 */
export function caterpillarPlot(
  levels: readonly IntervalRow[],
  { group, interval, middle, label, unit }: CaterpillarWords,
  options: PlotOptions = {},
): string {
  const all = sortedLevels(levels);
  const rows = evenly(all.length, mostLines).map((k) => all[k]);
  const y = rows.map((_, k) => k);
  const few = rows.length <= labelAll;
  const size = few ? 3 : rows.length <= mediumDots ? 1.8 : 1.1;
  const marks: Mark[] = [
    { kind: 'rule', axis: 'x', at: 0 },
    {
      kind: 'spans',
      low: rows.map(({ lower }) => lower),
      high: rows.map(({ upper }) => upper),
      y,
      style: { colour: 'accent', width: few ? 2 : 0.8, opacity: few ? 1 : 0.6 },
    },
    { kind: 'points', x: rows.map((row) => row.middle), y, style: { colour: few ? 'accent' : 'ink', size } },
  ];
  const words = `${zeroInWords(levels, interval)}${leftOut(levels.length, all.length, rows.length)}`;
  return figure(
    {
      title: `${group}: ${label}`,
      description: `${levels.length} levels of ${group} sorted by their ${middle}, each with its ${interval}. ${words}`,
      caption: words,
      x: { label, ...(unit === undefined ? {} : { unit }), include: [0] },
      y: { label: `${group}, sorted by ${middle}`, names: rows.map(({ name }) => name) },
      panels: [{ marks }],
      legend: [
        { text: middle, sign: 'point', style: { colour: few ? 'accent' : 'ink', size: few ? 3 : 2 } },
        { text: interval, sign: 'line', style: { colour: 'accent', width: few ? 2 : 1 } },
      ],
      panelHeight: few ? Math.max(1, rows.length) * lineHeight : tallest,
    },
    options,
  );
}

/** Those with a middle, highest first. */
function sortedLevels(levels: readonly IntervalRow[]): IntervalRow[] {
  return levels.filter(({ middle }) => Number.isFinite(middle)).sort((a, b) => b.middle - a.middle);
}

/** `The 95% intervals of 41 of 407 levels leave out zero: 20 above, 21 below.` */
function zeroInWords(levels: readonly IntervalRow[], interval: string): string {
  const above = levels.filter(({ lower }) => lower > 0).length;
  const below = levels.filter(({ upper }) => upper < 0).length;
  const which = above + below === 0 ? '' : `: ${above} above, ${below} below`;
  return `The ${interval}s of ${above + below} of ${levels.length} levels leave out zero${which}.`;
}

function leftOut(levels: number, finite: number, drawn: number): string {
  const unknown = levels - finite;
  return `${unknown === 0 ? '' : ` ${unknown} have no finite estimate.`}${drawn === finite ? '' : ` ${drawn} are drawn, evenly spread over the ranks.`}`;
}
