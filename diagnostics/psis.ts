import { largestPlaces } from './largest.ts';
import { type Arithmetic, fitGeneralizedPareto, quantileOfPareto } from './psisTail.ts';

/** Importance weights with a tamed tail, and what their tail says. */
export interface SmoothedWeights {
  /** log of the smoothed weights, in the order given; their exp sums to 1. */
  readonly logWeights: Float64Array;
  /**
   * Shape of the tail, k-hat: below `paretoKThreshold` the estimates can be relied on; above 0.7 they need more draws
   * than anyone has; above 1 the weights have no mean to estimate. -Infinity where the largest weights are all alike.
   */
  readonly paretoK: number;
  /** Effective draws of a mean that has nothing to do with the weights, 1 / sum w^2; means little where k-hat is high. */
  readonly ess: number;
}

/** Of `psis`. */
export interface PsisOptions {
  /** Effective draws a draw of the proposal: 1 for independent ones, less for a Markov chain's. */
  readonly relativeEfficiency?: number;
  readonly arithmetic?: Arithmetic;
}

/** A tail shorter than this is not fitted; as in loo. */
const LEAST_TAIL = 5;
/** Log weights that differ by less are alike: what is left is rounding. */
const ALIKE = 1e-10;

/** The largest k-hat at which S draws still give reliable estimates. Source: Vehtari et al. 2024 (JMLR 25:72). */
export function paretoKThreshold(draws: number): number {
  return Math.min(1 - 1 / Math.log10(draws), 0.7);
}

/**
 * Pareto-smoothed importance sampling: the largest weights are replaced by the expected order statistics of a
 * generalized Pareto distribution fitted to them, and cut at the largest raw weight.
 * Shape: one log weight a draw, unnormalised; -Infinity is a weight of 0.
 * Odd values: all NaN, "cannot tell", if a log weight is NaN or +Infinity or all weights are 0; k-hat is +Infinity and
 * nothing is smoothed with fewer than 21 draws.
 * Source: Vehtari, Simpson, Gelman, Yao & Gabry 2024 (JMLR 25:72); agrees with R loo 2.5.1 psis() to 1e-9.
 */
export function psis(logWeights: ArrayLike<number>, options: PsisOptions = {}): SmoothedWeights {
  const { relativeEfficiency = 1, arithmetic = Math } = options;
  const raw = Float64Array.from(logWeights);
  const largest = raw.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) return unknown(raw.length);
  const shifted = raw.map((w) => w - largest);
  const { paretoK } = smoothTail(shifted, tailLength(raw.length, relativeEfficiency), arithmetic);
  const { exp, log } = arithmetic;
  const total = shifted.reduce((sum, w) => sum + exp(w), 0);
  const normalised = shifted.map((w) => w - log(total));
  const squares = normalised.reduce((sum, w) => sum + exp(2 * w), 0);
  return { logWeights: normalised, paretoK, ess: relativeEfficiency / squares };
}

function unknown(length: number): SmoothedWeights {
  return { logWeights: new Float64Array(length).fill(Number.NaN), paretoK: Number.NaN, ess: Number.NaN };
}

/** How many of the largest weights are smoothed. */
export function tailLength(draws: number, efficiency: number): number {
  return Math.ceil(Math.min(0.2 * draws, 3 * Math.sqrt(draws / efficiency)));
}

/** What became of the largest weights. */
export interface SmoothedTail {
  readonly paretoK: number;
  /** Their places, ascending by weight; empty where nothing was smoothed. */
  readonly places: Uint32Array;
}

/** Replaces the largest of the log weights, whose maximum is 0, in place. */
export function smoothTail(shifted: Float64Array, length: number, arithmetic: Arithmetic): SmoothedTail {
  const none = new Uint32Array(0);
  if (length < LEAST_TAIL) return { paretoK: Number.POSITIVE_INFINITY, places: none };
  const [below, ...tail] = largestPlaces(shifted, length + 1);
  if (shifted[tail[0]] > -ALIKE) return { paretoK: Number.NEGATIVE_INFINITY, places: none };
  const { exp, log } = arithmetic;
  const cutoff = exp(shifted[below]);
  const excesses = Float64Array.from(tail, (i) => exp(shifted[i]) - cutoff);
  const fit = fitGeneralizedPareto(excesses, arithmetic);
  if (!Number.isFinite(fit.k)) return { paretoK: fit.k, places: none };
  tail.forEach((i, rank) => {
    const excess = quantileOfPareto((rank + 0.5) / length, fit, arithmetic);
    shifted[i] = Math.min(0, log(excess + cutoff));
  });
  return { paretoK: fit.k, places: Uint32Array.from(tail) };
}
