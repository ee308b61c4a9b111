import { type ChainDraws, namesInWords } from './chains.ts';
import { defaultWidth, figure } from './figure.ts';
import type { Mark } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

/** Bins of a rank histogram; fewer where a bin would hold under 20 draws on average. */
const mostBins = 20;
const leastBins = 5;
const drawsPerBin = 20;
/** Picture units that a histogram needs at least. */
const leastWidth = 75;

/**
 * Rank histograms: all draws of a quantity are ranked together and the ranks of each chain counted in equal bins.
 * Chains that agree give flat histograms; the band holds 95 % of the counts that independent draws would give.
 * Source: Vehtari et al. 2021, rank plots; the band is mean +- 1.96 sd of a binomial count.
 */
export function rankPlot(quantities: readonly ChainDraws[], options: PlotOptions = {}): string {
  const chains = quantities[0]?.chains.length ?? 1;
  const total = chains * (quantities[0]?.chains[0]?.length ?? 0);
  const columns = Math.min(chains, Math.max(1, Math.floor((options.width ?? defaultWidth) / leastWidth)));
  return figure(
    {
      title: `Rank histograms of ${namesInWords(quantities)}`,
      description: `How the draws of each of ${chains} chains rank among those of all. Chains that agree give flat histograms; the band holds 95% of the counts that independent draws would give.`,
      x: { label: 'rank among all draws', margin: 0, domain: [0, Math.max(1, total)], whole: true },
      y: { label: 'draws', unit: 'a bin', include: [0] },
      panels: quantities.flatMap((quantity) => chainPanels(quantity, quantities.length > 1, columns)),
      columns,
      legend: [{ text: '95% of the counts of independent draws', sign: 'band', style: band }],
      panelHeight: quantities.length === 1 ? 130 : 70,
    },
    options,
  );
}

const band = { colour: 'ink', opacity: 0.12 } as const;

function chainPanels({ name, chains }: ChainDraws, named: boolean, columns: number): (Panel | null)[] {
  const draws = chains[0].length;
  const bins = Math.min(mostBins, Math.max(leastBins, Math.floor(draws / drawsPerBin)));
  const total = draws * chains.length;
  const edges = Array.from({ length: bins + 1 }, (_, k) => (k * total) / bins);
  const expected = draws / bins;
  const spread = 1.96 * Math.sqrt(expected * (1 - 1 / bins));
  const chance: Mark[] = [
    {
      kind: 'band',
      x: [0, total],
      low: [expected - spread, expected - spread].map((count) => Math.max(0, count)),
      high: [expected + spread, expected + spread],
      style: band,
    },
  ];
  const panels = rankCounts(chains, bins).map(
    (heights, c): Panel => ({
      title: named ? `${name}, ${c + 1}` : `chain ${c + 1}`,
      marks: [
        ...chance,
        { kind: 'columns', edges, heights, style: { colour: c } },
        { kind: 'rule', axis: 'y', at: expected },
      ],
    }),
  );
  const left = (columns - (panels.length % columns)) % columns;
  return [...panels, ...Array.from({ length: left }, () => null)];
}

/** `counts[chain][bin]` of the ranks among all draws. */
export function rankCounts(chains: readonly Float64Array[], bins: number): number[][] {
  const total = chains.reduce((sum, draws) => sum + draws.length, 0);
  const counts = chains.map(() => new Array<number>(bins).fill(0));
  for (const { chain, rank } of pooledRanks(chains))
    counts[chain][Math.min(bins - 1, Math.floor((rank * bins) / total))]++;
  return counts;
}

/** Ranks from 0, ties sharing their average: a draw that stays where it was must not favour a chain. */
function pooledRanks(chains: readonly Float64Array[]): { chain: number; rank: number }[] {
  const all = chains.flatMap((draws, chain) => Array.from(draws, (value) => ({ chain, value, rank: 0 })));
  all.sort((a, b) => a.value - b.value);
  for (let first = 0; first < all.length; ) {
    let last = first;
    while (last + 1 < all.length && all[last + 1].value === all[first].value) last++;
    for (let k = first; k <= last; k++) all[k].rank = (first + last) / 2;
    first = last + 1;
  }
  return all;
}
