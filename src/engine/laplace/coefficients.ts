import { determinant, Matrix } from 'ml-matrix';
import { compile, type Expression, gradient, variablesOf } from '../autodiff/index.ts';
import { log } from '../elementary.ts';
import type { Program } from '../program/program.ts';
import type { AffineCoefficients } from './latentModel.ts';

/**
 * The linear coefficients as straight lines in coordinates of alpha, and the volume that takes them to the coefficients
 * reported on the user's columns; null where a coefficient is bounded or otherwise no straight line.
 */
export function affineCoefficients(program: Program): AffineCoefficients | null {
  const { alpha, linear, reported } = program;
  const names = linear.map((coefficient) => [...variablesOf(coefficient)]);
  if (names.some((of) => of.length !== 1) || new Set(names.flat()).size !== linear.length) return null;
  const own = names.flat();
  const slopes = linear.flatMap((coefficient) => gradient(coefficient, own));
  const users = reported.filter(({ expression }) => own.some((name) => variablesOf(expression).has(name)));
  const userSlopes = users.flatMap(({ expression }) => gradient(expression, own));
  if (users.length !== own.length || [...slopes, ...userSlopes].some((s) => variablesOf(s).size > 0))
    return null;
  const p = own.length;
  const slope = atZero(program, slopes).filter((_, k) => k % (p + 1) === 0);
  return {
    at: Int32Array.from(own, (name) => alpha.indexOf(name)),
    slope,
    shift: atZero(program, linear),
    logVolume: logAbsDeterminant(atZero(program, userSlopes)) - logAbsDeterminant(diagonal(slope)),
  };
}

function atZero({ alpha }: Program, expressions: readonly Expression[]): Float64Array {
  const out = new Float64Array(expressions.length);
  compile(expressions, alpha)(new Float64Array(alpha.length), out);
  return out;
}

function diagonal(entries: Float64Array): Float64Array {
  const p = entries.length;
  return Float64Array.from({ length: p * p }, (_, i) => (i % (p + 1) === 0 ? entries[i / (p + 1)] : 0));
}

/** Of a square matrix, row-major. */
function logAbsDeterminant(entries: Float64Array): number {
  const p = Math.sqrt(entries.length);
  return p === 0 ? 0 : log(Math.abs(determinant(Matrix.from1DArray(p, p, entries))));
}
