import { classTerms, structureOf } from '../covariance/term.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import { inOne } from './parameters.ts';
import type { TermAt } from './rowsAt.ts';

/** G of a term's levels, or of those of a class: k x k row-major, one draw after the other in the order of chains. */
export function covarianceDraws(term: TermAt, ofClass: number, find: DrawsOf): Float64Array {
  const plain = classTerms(term)[ofClass];
  const structure = structureOf(plain);
  const k = term.coefs.length;
  const draws = structure.parameters(plain).map(({ quantity }) => inOne(find(quantity)));
  const values = new Float64Array(draws.length);
  const out = new Float64Array(find.count * k * k);
  for (let d = 0; d < find.count; d++) {
    for (let p = 0; p < draws.length; p++) values[p] = draws[p][d];
    out.set(structure.covariance(k, values), d * k * k);
  }
  return out;
}

/**
 * Lower triangular F with G = F F' of every draw, in the place of G. G may be singular, an sd 0 or a correlation 1: a pivot that is
 * 0 but for rounding leaves its column 0.
 */
export function factorInPlace(g: Float64Array, k: number): Float64Array {
  for (let at = 0; at < g.length; at += k * k) factorOne(g, k, at);
  return g;
}

/** A pivot below this share of its diagonal entry is rounding. */
const leastPivot = 1e-13;

function factorOne(g: Float64Array, k: number, at: number): void {
  for (let j = 0; j < k; j++) {
    const row = at + j * k;
    const whole = g[row + j];
    let pivot = whole;
    for (let m = 0; m < j; m++) pivot -= g[row + m] * g[row + m];
    const root = pivot > leastPivot * whole ? Math.sqrt(pivot) : 0;
    g[row + j] = root;
    for (let i = j + 1; i < k; i++) {
      const below = at + i * k;
      let sum = g[below + j];
      for (let m = 0; m < j; m++) sum -= g[below + m] * g[row + m];
      g[below + j] = root === 0 ? 0 : sum / root;
      g[row + i] = 0;
    }
  }
}
