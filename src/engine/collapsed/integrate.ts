import { InputError } from '../errors.ts';
import type { Program } from '../program/program.ts';
import { borderedLikelihood } from './bordered.ts';
import type { CollapsedLikelihood } from './likelihood.ts';
import type { LinearCoefficients } from './marginal.ts';
import { withSets } from './residual.ts';
import { sparseStatistics } from './sparse/gather.ts';
import { sparseLikelihood } from './sparse/likelihood.ts';
import type { SparseStatistics } from './sparse/statistics.ts';
import { type GaussianStatistics, gaussianStatistics, leadingTerm } from './statistics.ts';

/** The sums over rows that a collapsed likelihood is made of, by the algebra that uses them. Plain data. */
export type CollapsedStatistics =
  | { readonly kind: 'bordered'; readonly sums: GaussianStatistics }
  | SparseStatistics;

/** Whether effects stand in the border beside the columns of X: those of a second term, or of levels that rows share. */
export function hasBorderEffects(program: Program): boolean {
  return program.terms.length > (leadingTerm(program) < 0 ? 0 : 1);
}

/** What the collapsed density needs to know of a program's rows; null where too many levels meet. */
function collapsedStatistics(program: Program): CollapsedStatistics | null {
  if (hasBorderEffects(program)) return knownSparse(program);
  return { kind: 'bordered', sums: withSets(program, gaussianStatistics(program)) };
}

/** As `collapsedStatistics` where they are known to be had. */
export function demandCollapsed(program: Program): CollapsedStatistics {
  const statistics = collapsedStatistics(program);
  if (statistics === null) throw new InputError('too many levels of different grouping factors meet');
  return statistics;
}

const found = new WeakMap<Program, SparseStatistics | null>();

/** The sparse sums of a program, gathered once: what they cost to use is known only of themselves. */
export function knownSparse(program: Program): SparseStatistics | null {
  const known = found.get(program);
  if (known !== undefined) return known;
  const statistics = sparseStatistics(program);
  found.set(program, statistics);
  return statistics;
}

export function collapsedLikelihood(
  program: Program,
  statistics: CollapsedStatistics,
  coefficients: LinearCoefficients,
): CollapsedLikelihood {
  return statistics.kind === 'sparse'
    ? sparseLikelihood(program, statistics, coefficients)
    : borderedLikelihood(program, statistics.sums, coefficients);
}
