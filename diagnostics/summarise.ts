import { centre, effectiveSizeOf } from './effectiveSize.ts';
import { essTailOfVarying } from './ess.ts';
import { meanOf, varianceAround } from './moments.ts';
import { quantileOfSorted } from './quantile.ts';
import { type Ranked, rank, sortedDraws } from './ranks.ts';
import { rhatOf } from './rhat.ts';
import { type Pieces, pool } from './shape.ts';

/** One row of a summary table; the names of the fit file. */
export interface Summary {
  readonly mean: number;
  readonly sd: number;
  readonly q5: number;
  /** The middle; `lower` and `upper` leave out as much at either end, together 1 - level. */
  readonly q50: number;
  readonly q95: number;
  readonly lower: number;
  readonly upper: number;
  readonly mcseMean: number;
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
}

/** Whether chains agree, and what their draws are worth: the part of a summary that a verdict reads. */
export type Convergence = Pick<Summary, 'rhat' | 'essBulk' | 'essTail'>;

/** R-hat and effective sizes of one quantity, as the single functions have them, from one sort. Shape, odd values, errors: as there. */
export function convergence(chains: readonly ArrayLike<number>[]): Convergence {
  const pooled = pool(chains);
  const ranked = rank(pooled);
  return convergenceOf(pooled, ranked, sortedDraws(pooled, ranked));
}

function convergenceOf(pooled: Pieces, ranked: Ranked | undefined, sorted: Float64Array): Convergence {
  return {
    rhat: rhatOf(ranked, sorted),
    essBulk: ranked ? effectiveSizeOf(ranked.centred) : Number.NaN,
    essTail: ranked ? essTailOfVarying(pooled, sorted) : Number.NaN,
  };
}

/**
 * All that a summary table shows of one quantity: bit for bit the numbers of the single functions, from one sort.
 * Shape: `chains[c][i]` is iteration i of chain c. `level`: of the interval from `lower` to `upper`, equal tails; 95 % if left
 * out.
 * Odd values: each number as its own function says; NaN is "cannot tell".
 * Throws RangeError if the chains differ in length.
 */
export function summarise(chains: readonly ArrayLike<number>[], level = 0.95): Summary {
  const pooled = pool(chains);
  const ranked = rank(pooled);
  const sorted = sortedDraws(pooled, ranked);
  const mean = meanOf(pooled.values);
  const deviation = Math.sqrt(varianceAround(pooled.values, mean));
  const essMean = ranked ? effectiveSizeOf(centre(ranked.halves)) : Number.NaN;
  return {
    mean,
    sd: deviation,
    q5: quantileOfSorted(sorted, 0.05),
    q50: quantileOfSorted(sorted, 0.5),
    q95: quantileOfSorted(sorted, 0.95),
    lower: quantileOfSorted(sorted, (1 - level) / 2),
    upper: quantileOfSorted(sorted, (1 + level) / 2),
    mcseMean: deviation / Math.sqrt(essMean),
    ...convergenceOf(pooled, ranked, sorted),
  };
}
