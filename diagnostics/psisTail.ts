/**
 * What the smoothing computes with. `Math` by default; a caller whose draws hang on the weights hands in functions that
 * give the same bits on every engine.
 */
export interface Arithmetic {
  exp(x: number): number;
  expm1(x: number): number;
  log(x: number): number;
  log1p(x: number): number;
  /** Mean of log1p(factor * value); by one log1p a value if left out. */
  meanLog1p?(values: Float64Array, factor: number): number;
}

/** A generalized Pareto distribution on x > 0: P(X > x) = (1 + k x / sigma)^(-1/k). */
export interface GeneralizedPareto {
  /** Shape; moments up to order 1 / k exist. Infinite where no fit was possible. */
  readonly k: number;
  readonly sigma: number;
}

/** The prior of the profile likelihood's parameter, in units of the first quartile; Zhang & Stephens 2009, §4. */
const PRIOR_SCALE = 3;
const LEAST_GRID = 30;
/** The weak prior on k: as good as this many observations of this k; Vehtari et al. 2024. */
const PRIOR_WEIGHT = 10;
const PRIOR_K = 0.5;

/**
 * Fits a generalized Pareto distribution to excesses over a threshold, sorted ascending, at least one positive.
 * A posterior mean over a grid of theta = -k / sigma, then k drawn a little towards 1/2.
 * Odd values: k is Infinity where the first quartile is 0 (ties at the threshold) or a number is not finite.
 * Source: Zhang & Stephens 2009, §4; weak prior of Vehtari et al. 2024; agrees with loo::gpdfit to 1e-10.
 */
export function fitGeneralizedPareto(
  excesses: Float64Array,
  arithmetic: Arithmetic = Math,
): GeneralizedPareto {
  const { exp, log } = arithmetic;
  const n = excesses.length;
  const size = LEAST_GRID + Math.floor(Math.sqrt(n));
  const quartile = excesses[Math.floor(n / 4 + 0.5) - 1];
  const theta = Float64Array.from(
    { length: size },
    (_, j) => 1 / excesses[n - 1] + (1 - Math.sqrt(size / (j + 0.5))) / PRIOR_SCALE / quartile,
  );
  const profile = theta.map((t) => {
    const k = meanLog1p(excesses, -t, arithmetic);
    return n * (log(-t / k) - k - 1);
  });
  const highest = profile.reduce((a, b) => Math.max(a, b));
  const weights = profile.map((l) => exp(l - highest));
  const total = weights.reduce((a, b) => a + b);
  const best = theta.reduce((sum, t, j) => sum + t * (weights[j] / total), 0);
  const k = meanLog1p(excesses, -best, arithmetic);
  const shrunk = (k * n + PRIOR_K * PRIOR_WEIGHT) / (n + PRIOR_WEIGHT);
  return { k: Number.isNaN(shrunk) ? Number.POSITIVE_INFINITY : shrunk, sigma: -k / best };
}

/** Quantile of a generalized Pareto distribution; that of the exponential one where k is 0. */
export function quantileOfPareto(
  p: number,
  { k, sigma }: GeneralizedPareto,
  { expm1, log1p }: Arithmetic = Math,
): number {
  const exponential = -log1p(-p);
  return k === 0 ? sigma * exponential : (sigma * expm1(k * exponential)) / k;
}

function meanLog1p(values: Float64Array, factor: number, arithmetic: Arithmetic): number {
  if (arithmetic.meanLog1p !== undefined) return arithmetic.meanLog1p(values, factor);
  const { log1p } = arithmetic;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += log1p(factor * values[i]);
  return sum / values.length;
}
