import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

const seen: Style = { colour: 0, width: 2 };
const drawn: Style = { colour: 1, width: 1.6 };
const band: Style = { colour: 1, opacity: 0.25 };
const dot: Style = { colour: 0, size: 2.6 };

/** A curve of the data with a band of what a model draws. */
export interface Banded {
  readonly title: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const legend = (data: string, words: string) => [
  { text: data, sign: 'line' as const, style: seen },
  { text: words, sign: 'band' as const, style: band },
];

/** How far the distribution of uniform residuals is from uniform: the share below each value less the value, a panel a question. */
export function ecdfPlot(outcome: string, panels: readonly Banded[], options: PlotOptions = {}): string {
  return figure(
    {
      title: `${outcome}: where outcomes lie in their distributions`,
      description:
        'Distribution function of uniform residuals less that of a uniform distribution, with a band that holds the whole curve of 95% of the data sets that the model draws. A model that fits has a curve within its band.',
      x: { label: 'residual', unit: 'share of the distribution below', domain: [0, 1] },
      y: { label: 'share of rows below, less expected', include: [0] },
      panels: panels.map((one) => ({ title: one.title, marks: bandMarks(one, less(one)) })),
      columns: panels.length,
      legend: legend('data', 'drawn from the model, 95% altogether'),
      panelHeight: 220,
    },
    options,
  );
}

const less =
  ({ x }: Banded) =>
  (values: readonly number[]): number[] =>
    values.map((value, k) => value - x[k]);

function bandMarks({ x, y, lower, upper }: Banded, to: (values: readonly number[]) => number[]): Mark[] {
  return [
    { kind: 'band', x, low: to(lower), high: to(upper), style: band },
    { kind: 'rule', axis: 'y', at: 0 },
    { kind: 'line', x, y: to(y), style: seen },
  ];
}

/** Points of the data, each with an interval of what a model draws. */
export interface Intervals {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Binned residuals of outcomes that are 0 or 1. */
export function binnedPlot(
  outcome: string,
  { x, y, lower, upper }: Intervals,
  options: PlotOptions = {},
): string {
  return figure(
    {
      title: `${outcome}: binned residuals`,
      description: `Rows in bins of about the same expected ${outcome}: the mean of the outcomes less the expected one, with 95% of those of data sets that the model draws. A model that fits has nearly all points within.`,
      x: { label: `expected ${outcome}`, unit: 'probability', within: [0, 1] },
      y: { label: 'mean residual', include: [0] },
      panels: [
        {
          marks: [
            { kind: 'band', x, low: lower, high: upper, style: band },
            { kind: 'rule', axis: 'y', at: 0 },
            { kind: 'points', x, y, style: dot },
          ],
        },
      ],
      legend: [
        { text: 'data', sign: 'point', style: dot },
        { text: 'drawn from the model, 95%', sign: 'band', style: band },
      ],
      panelHeight: 220,
    },
    options,
  );
}

/** Counts of rows a value; `edges` has one entry more. */
export interface Counts {
  readonly edges: readonly number[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * A hanging rootogram: columns of the roots of the data's counts hang from the curve of those expected, so that they end at 0 where the
 * model fits. Source: Kleiber & Zeileis 2016 (The American Statistician 70:296).
 */
export function rootogramPlot(
  outcome: string,
  { edges, observed, expected, lower, upper }: Counts,
  options: PlotOptions = {},
): string {
  const roots = (values: readonly number[]): number[] => values.map((value) => Math.sqrt(value));
  const middles = observed.map((_, k) => (edges[k] + edges[k + 1]) / 2);
  const top = roots(expected);
  const low = top.map((value, k) => value - Math.sqrt(observed[k]));
  return figure(
    {
      title: `${outcome}: hanging rootogram`,
      description: `How often each value of ${outcome} came, as roots of counts that hang from those the model expects. Columns that end above zero are values that come less often than expected, below zero more often; the band holds 95% of the ends in data sets that the model draws.`,
      x: { label: outcome, margin: 0.02, whole: true },
      y: { label: 'root of rows', include: [0] },
      panels: [
        {
          marks: [
            {
              kind: 'blocks',
              left: edges.slice(0, -1),
              right: edges.slice(1),
              low,
              high: top,
              style: { colour: 0, opacity: 0.55 },
            },
            {
              kind: 'posts',
              x: middles,
              low: top.map((value, k) => value - Math.sqrt(upper[k])),
              high: top.map((value, k) => value - Math.sqrt(lower[k])),
              style: drawn,
            },
            { kind: 'rule', axis: 'y', at: 0 },
            { kind: 'line', x: middles, y: top, style: { colour: 1, width: 2 } },
          ],
        },
      ],
      legend: [
        { text: 'data', sign: 'band', style: { colour: 0, opacity: 0.55 } },
        { text: 'expected', sign: 'line', style: { colour: 1, width: 2 } },
        { text: 'ends of columns drawn, 95%', sign: 'line', style: drawn },
      ],
      panelHeight: 240,
    },
    options,
  );
}

/** Sorted standardised effects beside the quantiles of a normal distribution, a panel a coefficient. */
export function effectsQqPlot(panels: readonly Banded[], options: PlotOptions = {}): string {
  const marks = ({ x, y, lower, upper }: Banded): Mark[] => [
    { kind: 'band', x, low: lower, high: upper, style: band },
    { kind: 'points', x, y, style: { ...dot, size: x.length > 60 ? 1.6 : 2.6 } },
  ];
  return figure(
    {
      title: 'Group effects beside a normal distribution',
      description:
        'Standardised group effects, sorted, mean over draws, against the quantiles of a normal distribution, with 95% of those of normal effects at each place. Normal effects lie within.',
      x: { label: 'normal quantile' },
      y: { label: 'standardised effect' },
      panels: panels.map((one): Panel => ({ title: one.title, marks: marks(one) })),
      columns: Math.min(3, panels.length),
      legend: [
        { text: 'levels', sign: 'point', style: dot },
        { text: 'normal effects, 95%', sign: 'band', style: band },
      ],
      panelHeight: 220,
    },
    options,
  );
}
