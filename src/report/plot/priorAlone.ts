import type { PriorAlone, PriorOutcome } from '../../../models/checks/priorAlone.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

/** Columns of many draws, and of few. */
const [many, few] = [40, 20];
const ofPrior: Style = { colour: 1, opacity: 0.7 };
const ofOutcome: Style = { colour: 0, opacity: 0.7 };
/** What is drawn reaches from and to these shares of the draws: long tails would leave the rest no room. */
const [lowest, highest] = [0.01, 0.99];
/** Categories with a panel. */
const mostParts = 6;

/**
 * A prior of a model's table by itself: on its own scale, and what it means for outcomes, all others held, as `priorAlone` draws
 * it. Tails beyond 1 and 99 % are left out. SVG text.
 */
export function priorAlonePlot(alone: PriorAlone, options: PlotOptions = {}): string {
  const { parameter, outcome } = alone;
  const own = panel(parameter, alone.draws, ofPrior);
  const told =
    outcome === null ? [] : outcome.parts.slice(0, mostParts).map((part) => panelOf(outcome, part));
  const what = outcome === null ? '' : ` and what it means for ${outcome.name}`;
  return figure(
    {
      title: `The prior of ${parameter}${what}`,
      description: `Histogram of draws of the prior of ${parameter}${outcome === null ? '' : `, and of the ${words(outcome, '')} that come of it with all other priors held at their middles`}.`,
      x: { label: '' },
      y: { label: 'share' },
      panels: [own, ...told],
      columns: told.length === 0 ? 1 : 2,
      panelHeight: 120,
    },
    options,
  );
}

function panelOf(outcome: PriorOutcome, { label, values }: PriorOutcome['parts'][number]): Panel {
  return panel(words(outcome, label), values, ofOutcome, outcome.of === 'chance');
}

function words({ of, name }: PriorOutcome, label: string): string {
  const what = label === '' ? name : `${name} = ${label}`;
  return of === 'outcome' ? what : `${of} of ${what}`;
}

function panel(label: string, values: Float64Array, style: Style, isChance = false): Panel {
  const [low, high] = isChance ? [0, 1] : ends(values);
  return {
    x: { label, margin: 0, ...(isChance ? { within: [0, 1] as const } : {}) },
    y: { label: '', include: [0], bare: true },
    marks: high > low ? [histogram(values, low, high, style)] : [],
    empty: `always ${Number(low.toPrecision(3))}`,
  };
}

function ends(values: Float64Array): [number, number] {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return [at(lowest), at(highest)];
}

/** Shares of the values in columns of one width. */
function histogram(values: Float64Array, low: number, high: number, style: Style): Mark {
  const columns = values.length < 1000 ? few : many;
  const heights = new Float64Array(columns);
  for (const value of values) {
    const column = Math.floor((columns * (value - low)) / (high - low));
    if (column >= 0 && column < columns) heights[column] += 1 / values.length;
    else if (value === high) heights[columns - 1] += 1 / values.length;
  }
  const edges = Array.from({ length: columns + 1 }, (_, k) => low + ((high - low) * k) / columns);
  return { kind: 'columns', edges, heights, style };
}
