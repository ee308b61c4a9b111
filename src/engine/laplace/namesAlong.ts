import { compile, gradient, variablesOf } from '../autodiff/index.ts';
import type { NamedExpression, Program } from '../program/program.ts';

/** Coordinates with less than this share of a direction's largest component do not belong to it. */
const minorShare = 0.3;
/** Moves that cancel to less than this share of themselves are no move. */
const cancelled = 0.1;

/**
 * Names for a direction of alpha: of each coordinate that matters in it, the reported parameters that read it and fewest
 * others, without those in which the coordinates' moves cancel (an intercept at the predictors' zero).
 */
export function namesAlong(program: Program, alpha: Float64Array, direction: readonly number[]): string[] {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  const major = program.alpha.filter((_, i) => Math.abs(direction[i]) > minorShare * longest);
  const moved = major
    .flatMap((variable) => closestReaders(program.reported, variable))
    .filter(({ expression }) => moves(program, expression, alpha, direction));
  return [...new Set(moved.map((r) => r.name))];
}

function closestReaders(reported: readonly NamedExpression[], variable: string): NamedExpression[] {
  const readers = reported
    .map((r) => ({ r, reads: variablesOf(r.expression) }))
    .filter(({ reads }) => reads.has(variable));
  const fewest = readers.reduce((least, { reads }) => Math.min(least, reads.size), Number.POSITIVE_INFINITY);
  return readers.filter(({ reads }) => reads.size === fewest).map(({ r }) => r);
}

function moves(
  program: Program,
  expression: NamedExpression['expression'],
  alpha: Float64Array,
  direction: readonly number[],
): boolean {
  const slopes = new Float64Array(alpha.length);
  compile(gradient(expression, program.alpha), program.alpha)(alpha, slopes);
  const parts = slopes.map((slope, i) => slope * direction[i]);
  const gross = parts.reduce((sum, part) => sum + Math.abs(part), 0);
  return Math.abs(parts.reduce((sum, part) => sum + part, 0)) >= cancelled * gross;
}
