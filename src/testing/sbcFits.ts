import { essBulk, essTail } from '../../diagnostics/index.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import { isFixed } from '../engine/program/quantity.ts';
import type { SbcFit, SbcRun } from './sbcOptions.ts';

/** Draws before thinning, a ranked draw; more where they are not independent enough. */
export const drawsPerRank = 10;
/** Effective draws wanted, a ranked draw: neighbours then correlate by about exp(-4). */
const essPerRank = 2;
/** A chain that is not long enough is run again, this many times as long, at most twice. */
const lengthening = 4;
const mostLengthenings = 2;

/** A fit with draws enough, or as many as were worth trying. */
export interface LongFit {
  readonly draws: Draws;
  readonly run: Omit<SbcRun, 'simulation'>;
}

/** The first fit, or one with more draws while too few of them are effective. */
export async function longEnough(
  first: SbcFit | null,
  ranked: number,
  again: (draws: number) => Promise<SbcFit | null>,
): Promise<LongFit | null> {
  let fit = first;
  for (let length = drawsPerRank * ranked, attempt = 0; ; attempt++) {
    if (fit === null) return null;
    const { draws, sampler: report } = fit;
    const leastEss = smallestEss(draws);
    if (leastEss < essPerRank * ranked && attempt < mostLengthenings) {
      length *= lengthening;
      fit = await again(length);
      continue;
    }
    const divergences = report.chains.reduce((sum, chain) => sum + chain.divergences.length, 0);
    const { strategy, reason } = report;
    return { draws, run: { strategy, reason, divergences, draws: length, leastEss } };
  }
}

/** 0 where a quantity's cannot be told. */
function smallestEss(draws: Draws): number {
  let least = Number.POSITIVE_INFINITY;
  for (let q = 0; q < draws.names.length; q++) {
    if (isFixed(draws.quantities[q])) continue;
    const chains = columnAt(draws, q);
    for (const ess of [essBulk(chains), essTail(chains)])
      least = Math.min(least, Number.isNaN(ess) ? 0 : ess);
  }
  return least;
}

/** `count` draws of all quantities, evenly spaced over all chains. */
export function thinned(draws: Draws, count: number): Float64Array[] {
  const total = draws.chains * draws.draws;
  return Array.from({ length: count }, (_, l) => {
    const at = Math.floor(((l + 0.5) * total) / count);
    const values = draws.values[Math.floor(at / draws.draws)];
    return Float64Array.from(draws.names, (_, q) => values[q * draws.draws + (at % draws.draws)]);
  });
}
