import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { cholesky } from '../linalg/cholesky.ts';
import type { SparseRows } from '../linalg/sparse.ts';
import type { Vec } from '../logDensity.ts';
import type { Criterion } from './criterion.ts';
import type { LatentModel, PopulationMap } from './latentModel.ts';
import type { LatentTerm } from './latentTerm.ts';
import { laplaceMarginal } from './marginal.ts';
import type { OuterTarget } from './outerTarget.ts';
import { pairAt } from './packed.ts';
import { profileTarget } from './profile.ts';
import { quadratureMarginal } from './quadrature.ts';

/** A direction of coefficients whose variance, times the squared effect of one on a row, is below this is lost. */
const lost = 1e-6;
/** Variances tried in such a direction, likewise. */
const tried = [1e-2, 1e-1, 1];
/** A gain in log likelihood that is more than rounding and what a search leaves. */
const gained = 1e-4;

/**
 * Whether the likelihood at a fit would be higher with variance in a direction of coefficients that has none: then the fit
 * stands at a saddle, or at the end of a plain, and is no maximum. Directions are taken orthogonal in their effects on the
 * rows, so that no scale or origin of a column hides one; a gradient in alpha is zero there whatever the data say.
 * The likelihood is taken as a function of L itself, family and coefficients being as they are (coefficients anew where
 * the criterion finds them inside).
 */
export function wantsVariance(
  model: LatentModel,
  alpha: Vec,
  criterion: Criterion,
  d2: readonly Vec[],
): boolean {
  const weights = Array.from({ length: model.predictorCount }, (_, p) =>
    meanOf(model.rowCount, (i) => Math.max(0, -d2[pairAt(p, p)][i])),
  );
  return gainsByVariance(model, targetOfValues(model, criterion), alpha, weights);
}

/** The parts of a model that say where its variances stand. */
export type VariancePlaces = Pick<
  LatentModel,
  'population' | 'alphaCount' | 'linearCount' | 'auxiliaryCount' | 'terms'
>;

/**
 * As `wantsVariance` for a target of the population values, or of the last of them; `weights` are the mean curvatures of a
 * row in each linear predictor.
 */
export function gainsByVariance(
  model: VariancePlaces,
  target: OuterTarget,
  alpha: Vec,
  weights: readonly number[],
): boolean {
  const { population, linearCount, auxiliaryCount, terms } = model;
  const values = new Float64Array(population.count);
  population.forward(
    Float64Array.from({ length: model.alphaCount }, (_, i) => alpha[i]),
    values,
  );
  const skip = population.count - target.dimension;
  const unused = new Float64Array(target.dimension);
  const valueAt = (at: Float64Array): number => target.logDensityAndGradient(at.subarray(skip), unused);
  const here = valueAt(values);
  const [weight] = weights;
  const scales = weights.map((of, p) => (p === 0 ? 1 : Math.sqrt(of / weight)));
  let start = linearCount + auxiliaryCount;
  return terms.some((term) => {
    const at = start;
    const size = term.k;
    start += size * size;
    const l = values.subarray(at, start);
    return lostDirections(term, l, weight, scales).some((v) =>
      tried.some((variance) => {
        const grown = withVariance(l, size, v, variance / weight);
        if (grown === null) return false;
        const moved = values.slice();
        moved.set(grown, at);
        const there = valueAt(moved);
        // an estimated log determinant is off by its error at either end
        return there > here + gained + 3 * (target.estimate?.standardError() ?? 0);
      }),
    );
  });
}

/** Population values as coordinates of themselves. */
export function valuesThemselves(count: number): PopulationMap {
  return {
    count,
    forward: (values, valuesOut) => valuesOut.set(values),
    backward(_, adjoints, out) {
      out.set(adjoints);
      return 0;
    },
  };
}

/** The criterion with the population values themselves as coordinates. */
function targetOfValues(model: LatentModel, criterion: Criterion): OuterTarget {
  const { count } = model.population;
  const p = model.linearCount;
  const ofValues: LatentModel = { ...model, alphaCount: count, population: valuesThemselves(count) };
  switch (criterion.kind) {
    case 'laplace':
      return laplaceMarginal(ofValues);
    case 'quadrature':
      return quadratureMarginal(ofValues, criterion.nodes);
    case 'reml':
    case 'fast': {
      const own = model.coefficients();
      if (own === null) throw new RangeError(`${criterion.kind}: a coefficient is bounded`);
      const at = Int32Array.from({ length: p }, (_, k) => k);
      return profileTarget(ofValues, { ...own, at, slope: new Float64Array(p).fill(1) }, criterion.kind);
    }
  }
}

/**
 * Directions v of length one in mean squared effect, in which the variance is lost. Effects on a further linear predictor
 * count by `scales`, as large as they are for the rows beside those on the first.
 */
function lostDirections(
  term: LatentTerm,
  l: Float64Array,
  weight: number,
  scales: readonly number[],
): Float64Array[] {
  const { growth, k } = term;
  const gram = gramOf(term, scales);
  if (growth === 'each')
    return Array.from({ length: k }, (_, c) => c).flatMap((c) => {
      const size = Math.sqrt(gram[c * (k + 1)]);
      const effect = l[c * (k + 1)] * size;
      const isLost = weight * effect * effect < lost;
      return isLost && size > 0 ? [new Float64Array(k).fill(1 / size, c, c + 1)] : [];
    });
  const c = growth === 'any' ? cholesky(gram, k) : null;
  if (c === null) return [];
  // gram = C C', so the variance of C'b is C'L L'C, and b = C'^-1 e has the mean squared effect of e
  const whitened = new Matrix(k, k);
  const lower = (i: number, j: number): number => (j > i ? 0 : l[i * k + j]);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++)
      for (let m = i; m < k; m++) whitened.set(i, j, whitened.get(i, j) + c[m * k + i] * lower(m, j));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    whitened.mmul(whitened.transpose()),
    { assumeSymmetric: true },
  );
  return realEigenvalues.flatMap((value, e) =>
    weight * value < lost ? [backSolved(c, k, eigenvectorMatrix.getColumn(e))] : [],
  );
}

/** C'^-1 e. */
function backSolved(c: Float64Array, k: number, e: readonly number[]): Float64Array {
  const x = Float64Array.from(e);
  for (let i = k - 1; i >= 0; i--) {
    for (let m = i + 1; m < k; m++) x[i] -= c[m * k + i] * x[m];
    x[i] /= c[i * (k + 1)];
  }
  return x;
}

/** Z'Z over the number of rows, columns times their predictor's scale, summed over levels. */
function gramOf(
  { k, columns, index, predictors, mixing }: LatentTerm,
  scales: readonly number[],
): Float64Array {
  const gram = new Float64Array(k * k);
  const shares = mixing === undefined ? null : squaredLengths(mixing);
  for (let c = 0; c < k; c++)
    for (let d = 0; d < k; d++) {
      const [a, b] = [columns[c], columns[d]];
      const mean = meanOf(
        index.length,
        (i) => (shares === null ? 1 : shares[index[i]]) * (a === null ? 1 : a[i]) * (b === null ? 1 : b[i]),
      );
      gram[c * k + d] = scales[predictors[c]] * scales[predictors[d]] * mean;
    }
  return gram;
}

/** The sum of squares of each row. */
function squaredLengths({ rows, start, values }: SparseRows): Float64Array {
  const sums = new Float64Array(rows);
  for (let r = 0; r < rows; r++)
    for (let e = start[r]; e < start[r + 1]; e++) sums[r] += values[e] * values[e];
  return sums;
}

function meanOf(n: number, of: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += of(i);
  return sum / n;
}

/** The factor of L L' + variance v v'. */
function withVariance(l: Float64Array, k: number, v: Float64Array, variance: number): Float64Array | null {
  const g = Float64Array.from({ length: k * k }, (_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    let s = variance * v[i] * v[j];
    for (let m = 0; m <= Math.min(i, j); m++) s += l[i * k + m] * l[j * k + m];
    return s;
  });
  // a direction that is still lost has no factor of its own: far below what is tried
  for (let i = 0; i < k; i++) g[i * (k + 1)] *= 1 + 1e-12;
  return cholesky(g, k);
}
