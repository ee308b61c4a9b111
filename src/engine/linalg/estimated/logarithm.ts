import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { log } from '../../elementary.ts';
import type { Krylov } from './lanczos.ts';

/**
 * What of log(1 + e) is left to estimate: less its first terms e - e^2 / 2 + ..., whose traces are known exactly, as many as
 * `known` says.
 */
export function remainder(theta: number, known: 1 | 2): number {
  const e = theta - 1;
  if (Math.abs(e) < 1e-2) return series(e, known);
  return known === 1 ? log(theta) - e : log(theta) - e + (e * e) / 2;
}

/** sum over n > known of (-1)^(n + 1) e^n / n, for small e. */
function series(e: number, known: number): number {
  let [power, sum] = [1, 0];
  for (let n = 1; n <= 12; n++) {
    power *= e;
    if (n > known) sum += n % 2 === 1 ? power / n : -power / n;
  }
  return sum;
}

/** (r(a) - r(b)) / (a - b) of the remainder r, or its derivative where a = b. */
function divided(a: number, b: number, known: 1 | 2): number {
  const x = (a - b) / (a + b);
  let slope: number;
  if (Math.abs(x) < 0.05) {
    const s = x * x;
    // 2 atanh(x) / (a - b)
    slope = (2 / (a + b)) * (1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s / 11)))));
  } else slope = log(a / b) / (a - b);
  return known === 1 ? slope - 1 : slope - 1 + (a + b - 2) / 2;
}

/** x'r(I + E)x for a start x, and its derivative: sum_k weights[k] y_k' dE y_k with y_k = V combinations[k]. */
export interface QuadraticForm {
  readonly value: number;
  /** x'r(I + E)^2 x. */
  readonly square: number;
  readonly weights: Float64Array;
  readonly combinations: readonly Float64Array[];
}

/** Parts of the derivative below this share of its largest are left out: the space itself is not known to more. */
const negligible = 1e-9;

/**
 * By Gauss quadrature in the Krylov space (Golub & Meurant 2010, section 6.2; Ubaru, Chen & Saad 2017), and its derivative by
 * divided differences at the Ritz values (Daleckii & Krein; Higham 2008, theorem 3.11), which is exact where the space is.
 */
export function quadraticForm(space: Krylov, known: 1 | 2): QuadraticForm {
  const { steps, norm } = space;
  if (steps === 0) return { value: 0, square: 0, weights: new Float64Array(0), combinations: [] };
  const { realEigenvalues: ritz, eigenvectorMatrix: s } = new EigenvalueDecomposition(tridiagonal(space), {
    assumeSymmetric: true,
  });
  const first = s.getRow(0).map((x) => norm * x);
  const value = ritz.reduce((sum, theta, k) => sum + first[k] * first[k] * remainder(theta, known), 0);
  const square = ritz.reduce((sum, theta, k) => {
    const part = first[k] * remainder(theta, known);
    return sum + part * part;
  }, 0);
  const inner = new Matrix(steps, steps);
  for (let k = 0; k < steps; k++)
    for (let l = 0; l < steps; l++) inner.set(k, l, first[k] * first[l] * divided(ritz[k], ritz[l], known));
  const outer = new EigenvalueDecomposition(inner, { assumeSymmetric: true });
  const largest = outer.realEigenvalues.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const vectors = s.mmul(outer.eigenvectorMatrix);
  const kept = outer.realEigenvalues.flatMap((x, k) => (Math.abs(x) > negligible * largest ? [k] : []));
  return {
    value,
    square,
    weights: Float64Array.from(kept, (k) => outer.realEigenvalues[k]),
    combinations: kept.map((k) => Float64Array.from(vectors.getColumn(k))),
  };
}

/** T of a space, as a whole matrix. */
export function tridiagonal({ steps, diagonal, beside }: Krylov): Matrix {
  const t = new Matrix(steps, steps);
  for (let k = 0; k < steps; k++) {
    t.set(k, k, diagonal[k]);
    if (k + 1 === steps) break;
    t.set(k, k + 1, beside[k]);
    t.set(k + 1, k, beside[k]);
  }
  return t;
}
