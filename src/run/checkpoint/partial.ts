import { sharedFloat64 } from '../../engine/sharedArrays.ts';
import type { ChainResult } from '../runChain.ts';
import { type ChainProgress, copyDraws, emptyStats } from './chainProgress.ts';

/** Fewest draws of a chain of which anything can be said. */
const fewest = 4;

/** Chains that were stopped, cut to the draws that they have in common. */
export interface Partial {
  readonly draws: number;
  readonly results: readonly ChainResult[];
}

/**
 * What chains that were stopped came to: the first of them, as many as leave most draws in common. Null where there are
 * not even four draws of one.
 */
export function partialOf(chains: readonly (ChainProgress | null)[], quantities: number): Partial | null {
  const begun = chains.indexOf(null);
  const first = (begun < 0 ? chains : chains.slice(0, begun)) as readonly ChainProgress[];
  const common = first.map((_, c) => Math.min(...first.slice(0, c + 1).map(({ draws }) => draws)));
  const worth = common.map((draws, c) => (draws < fewest ? 0 : draws * (c + 1)));
  const most = Math.max(0, ...worth);
  if (most === 0) return null;
  const count = worth.lastIndexOf(most) + 1;
  const draws = common[count - 1];
  return { draws, results: first.slice(0, count).map((chain) => cutTo(chain, draws, quantities)) };
}

function cutTo(progress: ChainProgress, draws: number, quantities: number): ChainResult {
  const values = sharedFloat64(quantities * draws);
  const stats = emptyStats(draws);
  const tally = copyDraws(progress, values, stats, draws);
  const place = progress.draws === draws ? { place: progress.place } : {};
  return { chain: progress.chain, reference: { kind: 'good' }, values, stats, ...tally, ...place };
}
