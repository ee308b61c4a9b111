import { effectiveSize } from '../../diagnostics/effectiveSize.ts';
import { normalQuantile } from '../../diagnostics/normalQuantile.ts';
import { smoothTail, tailLength } from '../../diagnostics/psis.ts';
import type { Arithmetic } from '../../diagnostics/psisTail.ts';
import { exp, expm1, log, log1p } from '../../src/engine/elementary.ts';

/** What leaving a point out says of it: estimates from draws that saw it. */
export interface PointNumbers {
  /** log p(y_i | the other points). */
  elpd: number;
  /** log of the mean likelihood of draws that saw the point. */
  lpd: number;
  /** Monte Carlo standard error of elpd; means little where k is high. */
  mcse: number;
  /** Shape of the tail of the importance weights, see `SmoothedWeights`. */
  paretoK: number;
  /** Effective draws of the weighted ones. */
  ess: number;
  /** Effective draws a draw of the likelihood's mean. */
  relativeEfficiency: number;
  /** Variance of the log likelihood over draws, the effective parameters of WAIC. */
  pWaic: number;
}

/** Weighs the draws of one point after another; the arrays are those of the point weighed last. */
export interface PointWeights {
  readonly numbers: PointNumbers;
  /** Smoothed weights, with sum 1: expectations under them are those of the posterior without the point. All NaN where they cannot be had. */
  readonly weights: Float64Array;
  /** `logLik[chain * draws + draw]`; `relativeEfficiency` is found from the draws if left out. */
  weigh(logLik: Float64Array, relativeEfficiency?: number): void;
}

/** Beyond this many units of the logarithm, a quotient of likelihoods does not do for their weights. */
const mostSpread = 600;

/**
 * Pareto-smoothed importance sampling of leaving points out, for draws of `chains` chains. One exp a draw: the weights are the
 * likelihoods' inverses, and away from the tail weight times likelihood is the same for all draws.
 * Odd values: all NaN where a log likelihood is NaN or infinite; k-hat is +Infinity with fewer than 21 draws; a likelihood that all draws agree in
 * has k-hat -Infinity, its estimate being exact.
 * Source: Vehtari, Gelman & Gabry 2017 (Statistics and Computing 27); agrees with R loo 2.5.1 to 1e-8.
 */
export function pointWeights(chains: number, draws: number): PointWeights {
  const count = chains * draws;
  const likelihood = new Float64Array(count);
  const shifted = new Float64Array(count);
  const weights = new Float64Array(count);
  const numbers = unknownNumbers();
  const spreadOfLog = logSpread();

  function weigh(logLik: Float64Array, given?: number): void {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let sum = 0;
    for (let s = 0; s < count; s++) {
      const value = logLik[s];
      if (value < least) least = value;
      if (value > most) most = value;
      sum += value;
    }
    if (!Number.isFinite(sum) || !Number.isFinite(least) || !Number.isFinite(most)) {
      Object.assign(numbers, unknownNumbers());
      weights.fill(Number.NaN);
      return;
    }
    const mean = sum / count;
    let [squares, total] = [0, 0];
    for (let s = 0; s < count; s++) {
      const from = logLik[s] - mean;
      squares += from * from;
      likelihood[s] = exp(logLik[s] - most);
      total += likelihood[s];
      shifted[s] = least - logLik[s];
    }
    numbers.pWaic = squares / (count - 1);
    numbers.lpd = most + log(total / count);
    const efficiency = given ?? relativeEfficiency();
    numbers.relativeEfficiency = efficiency;
    smooth(logLik, least, most, efficiency);
  }

  /** ESS of the likelihood over draws, 1 where it does not vary or cannot be told, as in loo. */
  function relativeEfficiency(): number {
    const found = effectiveSize({ values: likelihood, length: draws }) / count;
    return found > 0 ? found : 1;
  }

  function smooth(logLik: Float64Array, least: number, most: number, efficiency: number): void {
    const { paretoK, places } = smoothTail(shifted, tailLength(count, efficiency), arithmetic);
    const smallest = exp(least - most);
    let total = 0;
    if (most - least < mostSpread) for (let s = 0; s < count; s++) weights[s] = smallest / likelihood[s];
    else for (let s = 0; s < count; s++) weights[s] = exp(shifted[s]);
    for (const s of places) weights[s] = exp(shifted[s]);
    for (let s = 0; s < count; s++) total += weights[s];
    let inTail = 0;
    for (const s of places) inTail += weights[s] * exp(logLik[s] - least);
    const others = count - places.length;
    const elpd = least + log((others + inTail) / total);
    let [squares, variance] = [0, 0];
    const over = exp(most - elpd);
    for (let s = 0; s < count; s++) {
      weights[s] /= total;
      const square = weights[s] * weights[s];
      const from = likelihood[s] * over - 1;
      squares += square;
      variance += square * from * from;
    }
    numbers.elpd = elpd;
    numbers.paretoK = paretoK;
    numbers.ess = efficiency / squares;
    numbers.mcse = spreadOfLog(Math.sqrt(variance)) / Math.sqrt(efficiency);
  }

  return { numbers, weights, weigh };
}

function unknownNumbers(): PointNumbers {
  const none = Number.NaN;
  return {
    elpd: none,
    lpd: none,
    mcse: none,
    paretoK: none,
    ess: none,
    relativeEfficiency: none,
    pWaic: none,
  };
}

/** Points at which the normal distribution of a mean is put through a logarithm. */
const logPoints = 1000;
/** Up to this sd the logarithm's series is good to rounding in so many terms, all points being below 3.3. */
const mostInSeries = 0.1;
const terms = 30;

/** The sd of log(1 + sd X) over the X of even steps of the normal distribution, those without a logarithm left out, as loo has it. */
function logSpread(): (sd: number) => number {
  const z = Float64Array.from({ length: logPoints }, (_, r) =>
    normalQuantile((r + 1 - 3 / 8) / (logPoints + 1 - 3 / 4), log),
  );
  const series = seriesOfLog(z);
  return (sd) => (sd < mostInSeries ? series(sd) : pointByPoint(z, sd));
}

function pointByPoint(z: Float64Array, sd: number): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let r = 0; r < z.length; r++) {
    const x = sd * z[r];
    if (!(x > -1)) continue;
    const value = log1p(x);
    sum += value;
    squares += value * value;
    count++;
  }
  return Math.sqrt(Math.max(0, (squares - (sum * sum) / count) / (count - 1)));
}

/** The same by log(1 + x) = x - x^2 / 2 + ...: sums of the logarithms and of their squares are polynomials in sd. */
function seriesOfLog(z: Float64Array): (sd: number) => number {
  const powers = new Float64Array(terms + 1);
  for (const x of z) for (let k = 0, power = 1; k <= terms; k++, power *= x) powers[k] += power;
  const sign = (k: number): number => (k % 2 === 0 ? 1 : -1);
  const first = powers.map((sum, k) => (k === 0 ? 0 : (-sign(k) * sum) / k));
  const second = powers.map((sum, k) => {
    let of = 0;
    for (let j = 1; j < k; j++) of += 1 / (j * (k - j));
    return sign(k) * of * sum;
  });
  const at = (coefficients: Float64Array, sd: number): number =>
    coefficients.reduceRight((sum, c) => sum * sd + c, 0);
  return (sd) => {
    const [sum, squares] = [at(first, sd), at(second, sd)];
    return Math.sqrt(Math.max(0, (squares - (sum * sum) / z.length) / (z.length - 1)));
  };
}

/** A logarithm of a product of this many factors spares the logarithms of each. */
const together = 8;

/** The mean of logarithms by products of a few, each between 1e-30 and 1e30: to rounding what a logarithm each gives. */
function meanLog1p(values: Float64Array, factor: number): number {
  let sum = 0;
  let i = 0;
  for (; i + together <= values.length; i += together) {
    let product = 1;
    for (let j = i; j < i + together; j++) product *= 1 + factor * values[j];
    sum += product > 1e-200 && product < 1e200 ? log(product) : eachLog1p(values, factor, i, i + together);
  }
  return (sum + eachLog1p(values, factor, i, values.length)) / values.length;
}

function eachLog1p(values: Float64Array, factor: number, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += log1p(factor * values[i]);
  return sum;
}

const arithmetic: Arithmetic = { exp, expm1, log, log1p, meanLog1p };
