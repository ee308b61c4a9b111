import { figure } from './figure.ts';
import type { Mark } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

/** Ranks of the truth among draws, 0..draws, over simulated data sets. */
export interface RankedQuantity {
  readonly name: string;
  readonly ranks: ArrayLike<number>;
}

/** What uniform ranks would give: counts up to each rank below the highest, at least and at most. */
export interface RankBand {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

const mostBins = 16;
const band = { colour: 'ink', opacity: 0.12 } as const;

/**
 * Calibration of each quantity, two pictures: the histogram of its ranks, and how far their empirical distribution function lies
 * above that of uniform ranks. A slope in the histogram is a shift, a hollow a posterior too narrow, a hill one too wide. The band of
 * the histogram holds 95 % of the counts of a bin; that of the difference is for all ranks at once.
 * Source: Talts et al. 2018; Sailynoja, Burkner & Vehtari 2022.
 */
export function calibrationPlot(
  quantities: readonly RankedQuantity[],
  draws: number,
  simultaneous: RankBand,
  options: PlotOptions = {},
): string {
  return figure(
    {
      title: 'Ranks of the truth among the draws',
      description:
        'Left, histograms of the ranks, which should be flat; right, how far their distribution function lies above that of uniform ranks, which should stay in the band.',
      x: { label: 'rank', margin: 0, domain: [0, draws + 1], whole: true },
      y: { label: '' },
      panels: quantities.flatMap((quantity) => [
        histogram(quantity, draws),
        difference(quantity, draws, simultaneous),
      ]),
      columns: 2,
      legend: [{ text: '95% of what uniform ranks give', sign: 'band', style: band }],
      panelHeight: 80,
    },
    options,
  );
}

function histogram({ name, ranks }: RankedQuantity, draws: number): Panel {
  const bins = Math.min(mostBins, draws + 1);
  const heights = new Array<number>(bins).fill(0);
  const room = new Array<number>(bins).fill(0); // ranks that a bin has
  for (let rank = 0; rank <= draws; rank++) room[binOf(rank, bins, draws)]++;
  for (let s = 0; s < ranks.length; s++) heights[binOf(ranks[s], bins, draws)]++;
  const edges = [0];
  for (const own of room) edges.push(edges[edges.length - 1] + own);
  const shares = room.map((own) => own / (draws + 1));
  const low = shares.map((p) => Math.max(0, ranks.length * p - 1.96 * Math.sqrt(ranks.length * p * (1 - p))));
  const high = shares.map((p) => ranks.length * p + 1.96 * Math.sqrt(ranks.length * p * (1 - p)));
  const twice = (values: readonly number[]): number[] => values.flatMap((value) => [value, value]);
  const x = room.flatMap((_, k) => [edges[k], edges[k + 1]]);
  return {
    title: name,
    y: { label: '', include: [0] },
    marks: [
      { kind: 'band', x, low: twice(low), high: twice(high), style: band },
      { kind: 'columns', edges, heights, style: { colour: 'accent' } },
    ],
  };
}

function binOf(rank: number, bins: number, draws: number): number {
  return Math.floor((rank * bins) / (draws + 1));
}

function difference({ ranks }: RankedQuantity, draws: number, { low, high }: RankBand): Panel {
  const n = ranks.length;
  const counts = new Array<number>(draws + 1).fill(0);
  for (let s = 0; s < n; s++) counts[ranks[s]]++;
  for (let rank = 1; rank <= draws; rank++) counts[rank] += counts[rank - 1];
  const x = Array.from({ length: draws }, (_, i) => i + 1);
  const above = (of: ArrayLike<number>): number[] => x.map((rank, i) => of[i] / n - rank / (draws + 1));
  const marks: Mark[] = [
    { kind: 'band', x, low: above(low), high: above(high), style: band },
    { kind: 'rule', axis: 'y', at: 0 },
    { kind: 'line', x, y: above(counts), style: { colour: 'accent', width: 1.6 } },
  ];
  return { title: '', y: { label: '' }, marks };
}
