import type { Program, TermProgram } from '../program/program.ts';
import { hasBorderEffects, knownSparse } from './integrate.ts';
import type { SparseStatistics } from './sparse/statistics.ts';
import { borderSize, leadingTerm } from './statistics.ts';

/**
 * Nanoseconds of a gradient with one term: of any at all, a triple of border columns, a level (or a class of them) of one or two
 * coefficients and a pair of border columns at it, and a coefficient of a level of more and such a pair. Measured: docs/methods.md.
 */
const bordered = { start: 8e3, triple: 4, level: 150, pair: 3, manyCoefs: 700, pairOfMany: 9 } as const;

/**
 * Nanoseconds of a gradient with sparse sums: of a multiplication of the factor or its inverse, a number of the factor, one of the
 * classes or sets, a class, a level of the border, and of any gradient at all. Measured: docs/methods.md.
 */
const sparse = {
  multiplication: 0.25,
  nonzero: 10,
  number: 2,
  class: 100,
  level: 200,
  start: 1.2e4,
} as const;

/** Nanoseconds of a gradient beyond which nobody can wait for a run: ten thousand of them are a day. */
const most = 1e10;

/** Whether a program's group effects can be integrated out exactly, from the sums of normal residuals, in time. */
export function isCollapsible(program: Program): boolean {
  return hasNormalResiduals(program) && collapsedCost(program) <= most;
}

/** Whether group effects given the rest are normal, all rows having one sd or a residual structure. */
export function hasNormalResiduals({ capabilities, residual }: Program): boolean {
  return capabilities.residualSd !== null || residual !== undefined;
}

/** Predicted nanoseconds of one gradient of the collapsed density of a model with normal residuals; infinite where it cannot be had. */
export function collapsedCost(program: Program): number {
  if (!hasBorderEffects(program)) return borderedCost(program);
  const statistics = knownSparse(program);
  return statistics === null ? Number.POSITIVE_INFINITY : sparseCost(statistics);
}

/** Every level of the one term meets the columns of X, pair by pair; their precision is factored and inverted densely. */
function borderedCost(program: Program): number {
  const border = borderSize(program);
  const lead = program.terms[leadingTerm(program)];
  const { start, triple, level, pair, manyCoefs, pairOfMany } = bordered;
  const dense = start + triple * border * border * border;
  if (lead === undefined) return dense;
  const k = lead.coefs.length;
  const each = k <= 2 ? level + pair * border * border : k * (manyCoefs + pairOfMany * border * border);
  return dense + each * unlikeLevels(program, lead);
}

/** Levels that are not merged into classes: of an intercept those of as many rows are. */
function unlikeLevels({ rows, residual }: Program, { coefs, columns, index, levels }: TermProgram): number {
  const isPlain = residual === undefined && rows.weights === null && rows.condensed === undefined;
  if (!isPlain || coefs.length > 1 || columns[0] !== null) return levels.length;
  const sizes = new Int32Array(levels.length);
  for (let i = 0; i < rows.count; i++) sizes[index[i]]++;
  return new Set(sizes).size;
}

/** The precision is put together, factored and inverted on its pattern; classes of levels, or sets of residuals, are passed twice. */
function sparseCost({ analysis, pattern, lead, sets }: SparseStatistics): number {
  const { multiplications, inverseMultiplications, nonzeros } = analysis;
  const numbers = (lead?.products.values.length ?? 0) + (sets?.values.length ?? 0);
  const classes = lead === null ? 0 : lead.members.length;
  return (
    sparse.start +
    sparse.multiplication * (multiplications + inverseMultiplications) +
    sparse.nonzero * nonzeros +
    sparse.number * numbers +
    sparse.class * classes +
    sparse.level * pattern.sizes.length
  );
}

/** Multiplications of the one pass over the rows: pairs of the columns that a row touches. */
export function gatheringWork(program: Program): number {
  const touched = program.terms.reduce(
    (n, { coefs, mixing }) =>
      n + coefs.length * (mixing === undefined ? 1 : mixing.places.values.length / mixing.places.rows),
    program.linear.length,
  );
  return (program.rows.count * touched * touched) / 2;
}

/** Memory of the sums, and of the factor and its inverse. */
export function collapsedBytes(program: Program): number {
  const border = borderSize(program);
  if (!hasBorderEffects(program)) return 8 * 3 * border * border;
  const statistics = knownSparse(program);
  if (statistics === null) return 0;
  const { analysis, sums, lead, sets } = statistics;
  const gathered = (lead?.products.place.length ?? 0) + (sets?.place.length ?? 0);
  return analysis.bytes + 8 * 4 * sums.length + 12 * gathered;
}
