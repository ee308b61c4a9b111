import { html, type Markup } from './html.ts';
import { chainFrame, chartTitle, type Frame, svg } from './svgFrame.ts';
import { linearScale, type Scale, tenth } from './svgScale.ts';

/** Bins of a rank histogram; fewer where a bin would hold under 20 draws on average. */
const mostBins = 20;
const leastBins = 5;
const drawsPerBin = 20;

/**
 * Rank histograms: all draws of a quantity are ranked together and the ranks of each chain counted in equal bins.
 * Chains that agree give flat histograms; the band holds 95 % of the counts that independent draws would give.
 * Source: Vehtari et al. 2021, rank plots; the band is mean +- 1.96 sd of a binomial count.
 */
export function rankPlot(chains: readonly Float64Array[], shown: number, label: string): Markup {
  const frame = chainFrame;
  const draws = chains[0].length;
  const bins = Math.min(mostBins, Math.max(leastBins, Math.floor(draws / drawsPerBin)));
  const counts = rankCounts(chains, bins).slice(0, shown);
  const expected = draws / bins;
  const spread = 1.96 * Math.sqrt(expected * (1 - 1 / bins));
  const most = Math.max(expected + spread, ...counts.flat());
  const y = linearScale([0, most], [frame.bottom, frame.top]);
  const gap = 8;
  const width = (frame.right - frame.left - gap * (shown - 1)) / shown;
  const band = { low: expected - spread, high: expected + spread };
  const panels = counts.map((of, c) => {
    const left = frame.left + c * (width + gap);
    return panel(String(c + 1), { ...frame, left, right: left + width }, of, y, band);
  });
  return svg(frame, label, [chartTitle(frame, 'ranks'), panels]);
}

interface Band {
  readonly low: number;
  readonly high: number;
}

/** One chain's histogram before the band of what chance would give. */
function panel(
  chain: string,
  { left, right, bottom }: Frame,
  counts: readonly number[],
  y: Scale,
  { low, high }: Band,
): Markup {
  const binWidth = ((right - left) / counts.length).toFixed(2);
  const outline = counts.map((count) => `V${tenth(y.at(count))}h${binWidth}`).join('');
  const across = `H${tenth(right)}`;
  const bandTop = y.at(high);
  return html`<rect class="band" x="${tenth(left)}" y="${tenth(bandTop)}" width="${tenth(right - left)}" height="${tenth(y.at(Math.max(0, low)) - bandTop)}"/>
<path class="bars f${chain}" d="M${tenth(left)} ${bottom}${outline}V${bottom}z"/>
<path class="expected" d="M${tenth(left)} ${tenth(y.at((low + high) / 2))}${across}"/><path class="axis" d="M${tenth(left)} ${bottom}${across}"/>
<text x="${tenth((left + right) / 2)}" y="${bottom + 15}" text-anchor="middle">${chain}</text>`;
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
