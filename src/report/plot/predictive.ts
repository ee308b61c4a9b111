import { densityCurve, densityGrid } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Figure, PlotOptions } from './spec.ts';

/** An outcome, and data sets that a model draws in its place. */
export interface Replicated {
  readonly outcome: string;
  readonly y: Float64Array;
  readonly replicates: readonly Float64Array[];
  /** Whole numbers are counted, others have a density. */
  readonly whole: boolean;
  /** What 1, 2, ... are called; null for numbers. */
  readonly categories: readonly string[] | null;
}

const seen: Style = { colour: 0, width: 2.4 };
const drawn: Style = { colour: 1, width: 2 };
/** Data sets drawn as curves. */
const mostCurves = 30;
/** Columns of counts; more values than this share them. */
const mostColumns = 40;

/**
 * The outcome beside those that a model draws. Whole numbers: how often each came, as columns, and posts that hold 95 % of the counts
 * of the data sets drawn. Other numbers: the density of the outcome, and one of each of some data sets drawn.
 */
export function predictivePlot(data: Replicated, options: PlotOptions = {}): string {
  return figure(data.whole || data.categories !== null ? countsFigure(data) : densityFigure(data), options);
}

function densityFigure({ outcome, y, replicates }: Replicated): Figure {
  const anywhere = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const grid = densityGrid([y], anywhere);
  const curve = (values: Float64Array, style: Style): Mark => ({
    kind: 'line',
    ...densityCurve(values, grid, anywhere),
    style,
  });
  const some = replicates.slice(0, mostCurves);
  const faint: Style = { colour: 1, width: 0.8, opacity: 0.45 };
  return {
    title: `${outcome} and data sets drawn from the model`,
    description: `Density of ${outcome}, and of ${some.length} data sets that the model draws. A model that fits draws curves around the one of the data.`,
    x: { label: outcome, margin: 0 },
    y: { label: 'density', unit: 'area 1', include: [0], bare: true },
    panels: [{ marks: [...some.map((values) => curve(values, faint)), curve(y, seen)] }],
    legend: [
      { text: 'data', sign: 'line', style: seen },
      { text: 'drawn from the model', sign: 'line', style: drawn },
    ],
    panelHeight: 200,
  };
}

function countsFigure({ outcome, y, replicates, categories }: Replicated): Figure {
  const edges = edgesOf(y, categories);
  const heights = counts(y, edges);
  const each = replicates.map((values) => counts(values, edges));
  const middles = heights.map((_, k) => (edges[k] + edges[k + 1]) / 2);
  const ends = middles.map((_, k) => ninetyFive(each.map((one) => one[k])));
  return {
    title: `${outcome} and data sets drawn from the model`,
    description: `How often each value of ${outcome} came, and 95% of the counts in ${replicates.length} data sets that the model draws. A model that fits draws counts around those of the data.`,
    x: { label: outcome, margin: 0.02, ...(categories === null ? { whole: true } : { names: categories }) },
    y: { label: 'rows', include: [0], whole: true },
    panels: [
      {
        marks: [
          { kind: 'columns', edges, heights, style: { colour: 0, opacity: 0.55 } },
          {
            kind: 'posts',
            x: middles,
            low: ends.map(([low]) => low),
            high: ends.map(([, high]) => high),
            style: drawn,
          },
          {
            kind: 'points',
            x: middles,
            y: ends.map(([, , median]) => median),
            style: { colour: 1, size: 2.6 },
          },
        ],
      },
    ],
    legend: [
      { text: 'data', sign: 'band', style: { colour: 0, opacity: 0.55 } },
      { text: 'drawn from the model, 95%', sign: 'line', style: drawn },
    ],
    panelHeight: 200,
  };
}

/** Edges of equal columns, one a value where there are few. Categories stand at 0, 1, .... */
function edgesOf(y: Float64Array, categories: readonly string[] | null): number[] {
  if (categories !== null) return Array.from({ length: categories.length + 1 }, (_, k) => k - 0.5);
  const [least, most] = [y.reduce((a, b) => Math.min(a, b)), y.reduce((a, b) => Math.max(a, b))];
  const width = Math.ceil((most - least + 1) / mostColumns);
  const columns = Math.ceil((most - least + 1) / width);
  return Array.from({ length: columns + 1 }, (_, k) => least - 0.5 + k * width);
}

/** What lies beyond the data is in no column. */
function counts(values: Float64Array, edges: readonly number[]): number[] {
  const width = edges[1] - edges[0];
  const heights = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const k = Math.floor((value - edges[0]) / width);
    if (k >= 0 && k < heights.length) heights[k]++;
  }
  return heights;
}

/** Ends of the middle 95 %, and the median. */
function ninetyFive(values: readonly number[]): [low: number, high: number, median: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.025), at(0.975), at(0.5)];
}
