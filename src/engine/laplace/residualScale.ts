import { Matrix, solve } from 'ml-matrix';
import { compile, type Expression, gradient, variablesOf } from '../autodiff/index.ts';
import type { Program } from '../program/program.ts';

/**
 * A direction of alpha along which the residual sd and every L grow by the factor exp(1) for each unit: relative to the
 * residual sd nothing changes then, and how far to go along it is known in closed form.
 */
export interface ResidualScale {
  /** Zero for coefficients. */
  readonly direction: Float64Array;
  /** A coordinate that moves along it: the residual sd's own. */
  readonly at: number;
  /** What the criterion has as - count log(sd): rows, weights counted, less coefficients that are integrated out. */
  readonly count: number;
}

/** Relative error that rounding leaves. */
const rounding = 1e-9;

/** Null where rows are not normal with one sd, or that sd and the effects' do not grow together along a straight line. */
export function residualScale(program: Program): ResidualScale | null {
  const { alpha, auxiliary, terms, rows, capabilities } = program;
  const sd = auxiliary.find(({ name }) => name === capabilities.residualSd);
  if (sd === undefined || auxiliary.length > 1) return null;
  const values = [sd.expression, ...terms.flatMap(({ factor }) => factor)];
  const direction = growthDirection(values, alpha);
  if (direction === null) return null;
  const own = gradient(sd.expression, alpha);
  const slopes = new Float64Array(alpha.length);
  compile(own, alpha)(new Float64Array(alpha.length), slopes);
  const at = slopes.findIndex((slope, i) => slope !== 0 && direction[i] !== 0);
  const count = rows.weights === null ? rows.count : rows.weights.reduce((sum, w) => sum + w, 0);
  return at < 0 ? null : { direction, at, count };
}

/** The s with sum_i s_i dv/dalpha_i = v for every value v, at so many points that it is no accident. */
function growthDirection(values: readonly Expression[], alpha: readonly string[]): Float64Array | null {
  const read = alpha.filter((name) => values.some((value) => variablesOf(value).has(name)));
  const [n, m] = [read.length, values.length];
  const evaluate = compile([...values, ...values.flatMap((value) => gradient(value, read))], read);
  const out = new Float64Array(m * (n + 1));
  const slopes: number[][] = [];
  const wanted: number[] = [];
  for (let look = 0; look < n + 2; look++) {
    evaluate(
      Float64Array.from({ length: n }, (_, i) => 0.9 * (((look + 1) * 0.618 + i * 0.414) % 1) - 0.4),
      out,
    );
    for (let v = 0; v < m; v++) {
      slopes.push([...out.subarray(m + v * n, m + (v + 1) * n)]);
      wanted.push(out[v]);
    }
  }
  const [all, right] = [new Matrix(slopes), Matrix.columnVector(wanted)];
  const found = solve(all, right, true);
  if (!(Matrix.sub(all.mmul(found), right).norm() < rounding * right.norm())) return null;
  return Float64Array.from(alpha, (name) => {
    const by = read.includes(name) ? found.get(read.indexOf(name), 0) : 0;
    return Math.abs(by) < rounding ? 0 : by;
  });
}
