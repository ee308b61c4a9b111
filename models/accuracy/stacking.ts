import { exp, log } from '../../src/engine/elementary.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { stream } from '../../src/engine/rng.ts';

/** Log predictive densities of models, one array a model, one entry a point. */
export type Elpds = readonly Float64Array[];

/** Draws of the Bayesian bootstrap. */
const bootstrapDraws = 1000;

/** exp(elpd_i - elpd_j), normalised: how likely each model would be the best predictor, were the points all there is. */
export function pseudoBma(elpds: Elpds): Float64Array {
  return softmax(Float64Array.from(elpds, (elpd) => elpd.reduce((sum, x) => sum + x, 0)));
}

/**
 * Pseudo-BMA+ weights: the mean of pseudo-BMA's over draws of the Bayesian bootstrap of the points, so that weights know how uncertain
 * the sums are. Source: Yao, Vehtari, Simpson & Gelman 2018, Bayesian Analysis 13:917, section 3.4.
 */
export function pseudoBmaPlus(elpds: Elpds, seed: string): Float64Array {
  const rng = stream(seed, 'pseudo-BMA');
  const points = elpds[0].length;
  const mean = new Float64Array(elpds.length);
  const sums = new Float64Array(elpds.length);
  for (let b = 0; b < bootstrapDraws; b++) {
    let total = 0;
    sums.fill(0);
    for (let i = 0; i < points; i++) {
      const share = -log(rng.uniform());
      total += share;
      for (let k = 0; k < sums.length; k++) sums[k] += share * elpds[k][i];
    }
    const weights = softmax(sums.map((sum) => (points * sum) / total));
    for (let k = 0; k < mean.length; k++) mean[k] += weights[k] / bootstrapDraws;
  }
  return mean;
}

function softmax(sums: Float64Array): Float64Array {
  const most = sums.reduce((a, b) => Math.max(a, b));
  const raw = Float64Array.from(sums, (sum) => exp(sum - most));
  const total = raw.reduce((a, b) => a + b, 0);
  return raw.map((x) => x / total);
}

const mostSteps = 500;
/** The score of a point, on average, can be no more than this better than found. */
const leastGap = 1e-12;

/**
 * Stacking weights: those w >= 0 with sum 1 whose mixture of the models' predictive densities has the highest sum of logarithms over points. The
 * sum is concave; Newton's method over the weights that are not 0, a step of the EM algorithm where that gains nothing, until no weight could gain.
 * Source: Yao, Vehtari, Simpson & Gelman 2018, section 3.1; that no weight can gain: their slopes are at most the number of points.
 */
export function stacking(elpds: Elpds): Float64Array {
  const p = densities(elpds);
  let w = new Float64Array(elpds.length).fill(1 / elpds.length);
  for (let step = 0; step < mostSteps; step++) {
    const { slopes } = expand(p, w);
    if (slopes.reduce((a, b) => Math.max(a, b)) <= 1 + leastGap) break;
    const best = [newtonStep(p, w), w.map((x, k) => x * slopes[k])]
      .filter((next) => next !== null)
      .map((next) => ({ next, score: expand(p, next).score }))
      .reduce((a, b) => (b.score > a.score ? b : a));
    w = best.next as Float64Array<ArrayBuffer>;
  }
  const total = w.reduce((a, b) => a + b, 0);
  return w.map((x) => x / total);
}

/** Densities over the largest of the point, `p[k][i]`. */
function densities(elpds: Elpds): Float64Array[] {
  const most = elpds[0].map((_, i) =>
    elpds.reduce((a, elpd) => Math.max(a, elpd[i]), Number.NEGATIVE_INFINITY),
  );
  return elpds.map((elpd) => elpd.map((x, i) => exp(x - most[i])));
}

/** Mean log score of a mixture, and its slopes in the weights: 1 where a weight is right, at most 1 where it is rightly 0. */
function expand(
  p: readonly Float64Array[],
  w: Float64Array,
): { score: number; slopes: Float64Array; mixture: Float64Array } {
  const mixture = p[0].map((_, i) => p.reduce((sum, own, k) => sum + w[k] * own[i], 0));
  const points = mixture.length;
  const score = mixture.reduce((sum, x) => sum + log(x), 0) / points;
  const slopes = Float64Array.from(p, (own) => own.reduce((sum, x, i) => sum + x / mixture[i], 0) / points);
  return { score, slopes, mixture };
}

/** A weight below this counts as 0 unless its slope says that it grows. */
const nearZero = 1e-13;

/**
 * Newton's step with the sum of weights kept, among weights that are positive or would grow; cut where a weight meets 0. Null
 * where there is none.
 */
function newtonStep(p: readonly Float64Array[], w: Float64Array): Float64Array | null {
  const { slopes, mixture } = expand(p, w);
  const free = [...w.keys()].filter((k) => w[k] > nearZero || slopes[k] > 1);
  const n = free.length;
  const points = mixture.length;
  const curvature = Float64Array.from({ length: n * n }, (_, e) => {
    const [a, b] = [p[free[Math.floor(e / n)]], p[free[e % n]]];
    return mixture.reduce((sum, x, i) => sum + (a[i] * b[i]) / (x * x), 0) / points;
  });
  for (let a = 0; a < n; a++) curvature[a * n + a] += 1e-12; // models may be alike
  const factor = cholesky(curvature, n);
  if (factor === null) return null;
  const own = solve(
    factor,
    Float64Array.from(free, (k) => slopes[k]),
    n,
  );
  const ones = solve(factor, new Float64Array(n).fill(1), n);
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const multiplier = sum(own) / sum(ones);
  const step = own.map((x, a) => x - multiplier * ones[a]);
  const share = free.reduce((most, k, a) => (step[a] < 0 ? Math.min(most, w[k] / -step[a]) : most), 1);
  const next = w.map((x) => (x > nearZero ? x : 0));
  free.forEach((k, a) => {
    next[k] = Math.max(0, w[k] + share * step[a]);
  });
  return next;
}

function solve(factor: Float64Array, b: Float64Array, n: number): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i * n + k] * x[k];
    x[i] /= factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= factor[k * n + i] * x[k];
    x[i] /= factor[i * n + i];
  }
  return x;
}
