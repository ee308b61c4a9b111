import { compile, type Expression, gradient, variablesOf } from '../autodiff/index.ts';
import type { NamedExpression, Program } from '../program/program.ts';

/** Coordinates with less than this share of a direction's largest component do not belong to it. */
const minorShare = 0.3;
/** A slope along a direction below this share of the whole slope is no move. */
const still = 1e-2;
/** Moves that cancel to less than this share of themselves are none: an intercept at the predictors' zero. */
const cancelled = 0.1;

/** Whether a function with this gradient moves along a direction of length one. */
export function movesAlong(slopes: Float64Array, direction: ArrayLike<number>): boolean {
  const steepness = Math.sqrt(slopes.reduce((sum, s) => sum + s * s, 0));
  const net = slopes.reduce((sum, s, i) => sum + s * direction[i], 0);
  return Math.abs(net) > still * steepness && !cancels(slopes, direction);
}

function cancels(slopes: Float64Array, direction: ArrayLike<number>): boolean {
  const parts = slopes.map((s, i) => s * direction[i]);
  const gross = parts.reduce((sum, part) => sum + Math.abs(part), 0);
  return Math.abs(parts.reduce((sum, part) => sum + part, 0)) < cancelled * gross;
}

/**
 * Names for a direction of alpha: of each coordinate that matters in it, the reported parameters that read it and fewest
 * others, and move. Where none does, those whose moves do not cancel: at the end of its range nothing moves any more, but
 * an intercept at the predictors' zero does not stand at an end because its moves cancel.
 */
export function namesAlong(program: Program, alpha: Float64Array, direction: readonly number[]): string[] {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  const major = program.alpha.filter((_, i) => Math.abs(direction[i]) > minorShare * longest);
  const named = major.flatMap((variable) => {
    const readers = closestReaders(program.reported, variable).map(({ name, expression }) => ({
      name,
      slopes: slopesOf(program, expression, alpha),
    }));
    const moving = readers.filter(({ slopes }) => movesAlong(slopes, direction));
    return moving.length > 0 ? moving : readers.filter(({ slopes }) => !cancels(slopes, direction));
  });
  return [...new Set(named.map(({ name }) => name))];
}

function closestReaders(reported: readonly NamedExpression[], variable: string): NamedExpression[] {
  const readers = reported
    .map((r) => ({ r, reads: variablesOf(r.expression) }))
    .filter(({ reads }) => reads.has(variable));
  const fewest = readers.reduce((least, { reads }) => Math.min(least, reads.size), Number.POSITIVE_INFINITY);
  return readers.filter(({ reads }) => reads.size === fewest).map(({ r }) => r);
}

function slopesOf(program: Program, expression: Expression, alpha: Float64Array): Float64Array {
  const slopes = new Float64Array(alpha.length);
  compile(gradient(expression, program.alpha), program.alpha)(alpha, slopes);
  return slopes;
}
