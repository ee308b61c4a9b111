import { essTailOf } from './ess.ts';
import { ascendingOrder } from './order.ts';
import { fitGeneralizedPareto, quantileOfPareto } from './psisTail.ts';
import { pool, varies } from './shape.ts';

/** Which end of the draws is looked at. */
export type Tail = 'both' | 'left' | 'right';

/** What the tails of draws say of their mean. */
export interface ParetoTails {
  /** Shape of the heavier tail, k-hat: the draws have moments up to order 1 / k; from 1 on not even a mean. */
  readonly paretoK: number;
  /** Draws from which the mean of smoothed draws is reliable; Infinity from k-hat 1 on. */
  readonly minDraws: number;
  /** The largest k-hat at which as many draws as there are do. */
  readonly threshold: number;
  /** How fast the mean's error falls with more draws, of 1 for a central limit theorem; 0 where it does not. */
  readonly convergenceRate: number;
}

const unknown: ParetoTails = {
  paretoK: Number.NaN,
  minDraws: Number.NaN,
  threshold: Number.NaN,
  convergenceRate: Number.NaN,
};

/** A tail shorter than this is not fitted; as in posterior. */
const LEAST_TAIL = 5;

/**
 * Pareto k-hat of any draws, and what follows of it: whether a mean is there to be estimated, and by how many draws.
 * Shape: `chains[c][i]` is iteration i of chain c.
 * Odd values: all NaN, "cannot tell", if a draw is non-finite, all are equal, the tail's effective size is unknown (fewer than
 * 6 iterations, many ties at an end), or the tail has no spread; of two tails the one that can be told counts.
 * Throws RangeError if the chains differ in length.
 * Source: Vehtari, Simpson, Gelman, Yao & Gabry 2024 (JMLR 25:72), §3.2 and appendix B; agrees with posterior::pareto_diags to 1e-8.
 */
export function paretoTails(chains: readonly ArrayLike<number>[], tail: Tail = 'both'): ParetoTails {
  const { values, paretoK } = smooth(chains, tail);
  if (Number.isNaN(paretoK)) return unknown;
  return {
    paretoK,
    minDraws: paretoK < 1 ? 10 ** (1 / (1 - Math.max(0, paretoK))) : Infinity,
    threshold: 1 - 1 / Math.log10(values.length),
    convergenceRate: convergenceRate(paretoK, values.length),
  };
}

/**
 * Draws with their tails replaced by the expected order statistics of the generalized Pareto distributions fitted to
 * them, cut at the largest and smallest draw; means of these are steadier than those of the draws where tails are heavy.
 * Shape: as the chains given. Odd values: the draws as they came where `paretoTails` cannot tell.
 * Throws RangeError if the chains differ in length. Source: as `paretoTails`; agrees with posterior::pareto_smooth to 1e-8.
 */
export function paretoSmooth(chains: readonly ArrayLike<number>[], tail: Tail = 'both'): Float64Array[] {
  const { values, length } = smooth(chains, tail);
  return chains.map((_, c) => values.slice(c * length, (c + 1) * length));
}

interface Smoothed {
  readonly values: Float64Array;
  readonly length: number;
  readonly paretoK: number;
}

function smooth(chains: readonly ArrayLike<number>[], tail: Tail): Smoothed {
  const { values, length } = pool(chains);
  const size = varies(values) ? tailSize(values, length, tail) : Number.NaN;
  if (Number.isNaN(size)) return { values, length, paretoK: Number.NaN };
  const left = tail === 'right' ? Number.NaN : smoothLeft(values, size);
  const right = tail === 'left' ? Number.NaN : smoothRight(values, size);
  const paretoK = Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.max(left, right);
  return { values, length, paretoK };
}

/** Source: Vehtari et al. 2024, appendix H. */
function tailSize(values: Float64Array, length: number, tail: Tail): number {
  const draws = values.length;
  const effective = essTailOf({ values, length }, values.slice().sort());
  if (Number.isNaN(effective)) return Number.NaN;
  const wanted = Math.floor(effective > 225 ? 3 * Math.sqrt(draws ** 2 / effective) : draws / 5);
  const size = Math.max(LEAST_TAIL, wanted);
  if (size >= draws) return Number.NaN;
  return tail === 'both' ? Math.min(size, Math.floor(draws / 2)) : size;
}

function smoothLeft(values: Float64Array, size: number): number {
  negate(values);
  const k = smoothRight(values, size);
  negate(values);
  return k;
}

function negate(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = -values[i];
}

/** Replaces the largest values and returns their k-hat; NaN, and nothing replaced, where they have no spread. */
function smoothRight(values: Float64Array, size: number): number {
  const order = ascendingOrder(values);
  const tail = order.subarray(order.length - size);
  const [least, most] = [values[tail[0]], values[tail[size - 1]]];
  if (least === most) return Number.NaN;
  const below = values[order[order.length - size - 1]];
  const cutoff = below === least ? below - Number.EPSILON : below;
  const excesses = Float64Array.from(tail, (i) => values[i] - cutoff);
  if (excesses[Math.floor(size / 4 + 0.5) - 1] <= excesses[0]) return Number.NaN; // far from a Pareto tail
  const fit = fitGeneralizedPareto(excesses);
  if (!Number.isFinite(fit.k)) return fit.k;
  tail.forEach((i, rank) => {
    values[i] = Math.min(most, cutoff + quantileOfPareto((rank + 0.5) / size, fit));
  });
  return fit.k;
}

/** Source: Vehtari et al. 2024, appendix B; two forms of one function, each where the other cancels. */
function convergenceRate(k: number, draws: number): number {
  if (k <= 0) return 1;
  if (k >= 1) return 0;
  const a = 2 * k - 1;
  const logDraws = Math.log(draws);
  if (a === 0) return Math.max(0, draws / (draws - 1) - 1 / logDraws);
  if (Math.abs(a) <= Math.abs(1 - a)) return Math.max(0, draws / (draws - 1) + a / Math.expm1(-a * logDraws));
  const b = 1 - a;
  const rate = (b * (draws - 1) - Math.expm1(b * logDraws)) / ((draws - 1) * -Math.expm1((b - 1) * logDraws));
  return Math.max(0, rate);
}
