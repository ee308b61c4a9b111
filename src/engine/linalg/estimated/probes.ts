import { EigenvalueDecomposition } from 'ml-matrix';
import { stream } from '../../rng.ts';
import { dot } from '../vectors.ts';
import type { Krylov, Lanczos } from './lanczos.ts';
import { quadraticForm, remainder, tridiagonal } from './logarithm.ts';

/**
 * The vectors of an estimated trace tr r(E), chosen once: sum over `fixed` of q'r q, which are orthonormal, and the mean over
 * `random` of v'r v, which are random signs with what `fixed` spans taken out. Whatever `fixed` is, the mean over all signs is
 * the trace; the nearer it is to the few eigenvectors that stand apart, the less the signs vary.
 * Sources: Hutchinson 1990; Meyer, Musco, Musco & Woodruff 2021 (Hutch++).
 */
export interface Probes {
  readonly fixed: readonly Float64Array[];
  readonly random: readonly Float64Array[];
}

/** What says which vectors a trace was estimated from, so that others can be from the same. Plain data. */
export interface ProbeRecipe {
  readonly fixed: readonly Float64Array[];
  /** Random vectors. */
  readonly count: number;
}

export function probesFrom({ fixed, count }: ProbeRecipe, dimension: number): Probes {
  return { fixed, random: Array.from({ length: count }, (_, p) => without(probe(p, dimension), fixed)) };
}

/** Random vectors that a choice is made by, and those that are kept, at least and at most. */
const pilot = 2;
const fewest = 4;
const most = 64;
/** Wanted standard error of the log determinant: half of it is an error of the log likelihood. */
const wanted = 0.05;
const mostFixed = 8;
/** What of a Ritz vector is outside of its space, as a share of its eigenvalue's distance from 1, for it to be taken. */
const settled = 0.05;

/** Random signs, the p-th of their kind. */
export function probe(p: number, dimension: number): Float64Array {
  const rng = stream('log determinant', p);
  return Float64Array.from({ length: dimension }, () => (rng.uniform() < 0.5 ? -1 : 1));
}

/** As many as the wanted error takes for the matrix that `spaces` are of just now. */
export function chooseProbes(spaces: Lanczos, dimension: number, known: 1 | 2): Probes {
  if (dimension === 0) return { fixed: [], random: [] };
  const signs = Array.from({ length: pilot }, (_, p) => probe(p, dimension));
  const variance = (starts: readonly Float64Array[]): number =>
    varianceOf(starts.map((start) => quadraticForm(spaces.run(start), known).square));
  const fixed = standingApart(spaces.run(signs[0]), known, variance(signs) / fewest);
  const left = variance(signs.map((start) => without(start, fixed)));
  const count = Math.min(most, Math.max(fewest, Math.ceil(left / (wanted * wanted))));
  return probesFrom({ fixed, count }, dimension);
}

/** Eigenvectors whose part in the variance of one random vector, 2 r^2, is above `worth`: a vector more for each pays. */
function standingApart(space: Krylov, known: 1 | 2, worth: number): Float64Array[] {
  const { steps, beside, basis } = space;
  const { realEigenvalues: ritz, eigenvectorMatrix: s } = new EigenvalueDecomposition(tridiagonal(space), {
    assumeSymmetric: true,
  });
  return ritz
    .map((theta, k) => ({ k, part: 2 * square(remainder(theta, known)), e: Math.abs(theta - 1) }))
    .filter(
      ({ k, part, e }) => part > worth && Math.abs(beside[steps - 1] * s.get(steps - 1, k)) < settled * e,
    )
    .sort((a, b) => b.part - a.part)
    .slice(0, mostFixed)
    .map(({ k }) => {
      const vector = new Float64Array(basis[0].length);
      for (let l = 0; l < steps; l++)
        for (let i = 0; i < vector.length; i++) vector[i] += s.get(l, k) * basis[l][i];
      return vector;
    });
}

/** x with what orthonormal vectors have of it taken out. */
function without(x: Float64Array, vectors: readonly Float64Array[]): Float64Array {
  const out = x.slice();
  for (const v of vectors) {
    const part = dot(v, x);
    for (let i = 0; i < out.length; i++) out[i] -= part * v[i];
  }
  return out;
}

/**
 * Variance of one random form v'r v, 2 (|r|_F^2 - sum_i r_ii^2), with the second sum left in, so an upper bound: |r|_F^2 is the mean of v'r^2 v, `squares`, which
 * few vectors tell well, as they do not tell the spread of v'r v itself.
 */
function varianceOf(squares: readonly number[]): number {
  return (2 * squares.reduce((s, x) => s + x, 0)) / squares.length;
}

/** Standard error of the mean of random forms. */
export function standardErrorOf(squares: readonly number[]): number {
  return squares.length === 0 ? 0 : Math.sqrt(varianceOf(squares) / squares.length);
}

const square = (x: number): number => x * x;
