import type { ChainPlace } from '../../../models/posterior/chainPlace.ts';
import type { ChainReport, ChainStats, Divergence } from '../../../models/posterior/fit.ts';

/** What a chain has counted so far. Seconds are wall-clock. */
export interface ChainTally {
  warmupDivergences: number;
  maxDepthHits: number;
  stepSize: number;
  gradients: number;
  warmupGradients: number;
  setupSeconds: number;
  warmupSeconds: number;
  sampleSeconds: number;
  readonly divergences: Divergence[];
}

/** A chain so far: plain data, from which it goes on as if it had never stopped. */
export interface ChainProgress {
  readonly chain: number;
  /** Draws kept so far; 0 in warmup. */
  readonly draws: number;
  /** `values[quantity * stride + draw]`; what stands at `draws` and beyond is not to be read. */
  readonly values: Float64Array;
  readonly stride: number;
  /** Entries at `draws` and beyond are not to be read. */
  readonly stats: ChainStats;
  readonly tally: ChainTally;
  readonly place: ChainPlace;
}

export function emptyTally(): ChainTally {
  return {
    ...{ warmupDivergences: 0, maxDepthHits: 0, stepSize: 0, gradients: 0, warmupGradients: 0 },
    ...{ setupSeconds: 0, warmupSeconds: 0, sampleSeconds: 0, divergences: [] },
  };
}

export function emptyStats(draws: number): ChainStats {
  return {
    lp: new Float64Array(draws),
    energy: new Float64Array(draws),
    acceptStat: new Float64Array(draws),
    treeDepth: new Int32Array(draws),
    nLeapfrog: new Int32Array(draws),
    divergent: new Uint8Array(draws),
  };
}

/** Copies the first draws into longer arrays, `stride` draws a quantity; returns a tally of its own. */
export function copyDraws(
  from: Pick<ChainProgress, 'draws' | 'values' | 'stride' | 'stats' | 'tally'>,
  values: Float64Array,
  stats: ChainStats,
  stride: number,
): ChainTally {
  const draws = Math.min(from.draws, stride);
  for (let q = 0; q * stride < values.length; q++)
    values.set(from.values.subarray(q * from.stride, q * from.stride + draws), q * stride);
  stats.lp.set(from.stats.lp.subarray(0, draws));
  stats.energy.set(from.stats.energy.subarray(0, draws));
  stats.acceptStat.set(from.stats.acceptStat.subarray(0, draws));
  stats.treeDepth.set(from.stats.treeDepth.subarray(0, draws));
  stats.nLeapfrog.set(from.stats.nLeapfrog.subarray(0, draws));
  stats.divergent.set(from.stats.divergent.subarray(0, draws));
  return { ...from.tally, divergences: from.tally.divergences.filter(({ draw }) => draw < draws) };
}

/** A finished chain as what it goes on from; null where its draws do not follow one from another. */
export function progressOfResult(
  report: ChainReport,
  values: Float64Array,
  draws: number,
): ChainProgress | null {
  const { chain, stats, divergences, place } = report;
  if (place === undefined) return null;
  const { warmupDivergences, maxDepthHits, stepSize, gradients, warmupGradients } = report;
  const { setupSeconds, warmupSeconds, sampleSeconds } = report;
  const tally = {
    ...{ warmupDivergences, maxDepthHits, stepSize, gradients, warmupGradients },
    ...{ setupSeconds, warmupSeconds, sampleSeconds, divergences: [...divergences] },
  };
  return { chain, draws, values, stride: draws, stats, tally, place };
}
