import type { Beside } from './monteCarlo.ts';
import type { Residuals } from './residuals.ts';

/** How uniform residuals of the data are distributed, with a band that holds all of a data set's with probability 0.95. */
export interface EcdfBand {
  /** Shares of a uniform distribution. */
  readonly at: readonly number[];
  /** Share of rows whose residual lies below; `at` itself for residuals that are uniform. */
  readonly observed: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Points of the data's that lie outside. */
  readonly outside: number;
}

/** Empirical distribution functions at points between 0 and 1, and how far each strays at most, in sds. */
export interface Ecdfs {
  readonly at: readonly number[];
  readonly observed: Float64Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly straying: Beside;
}

const points = 99;

export function ecdfsOf({ data, drawn }: Residuals): Ecdfs {
  const at = Array.from({ length: points }, (_, k) => (k + 1) / (points + 1));
  const [own, others] = [data.map(sharesBelow), drawn.map(sharesBelow)];
  const observed = overSets(own, meanOf);
  const all = own.length === 1 ? [...own, ...others] : others;
  const mean = overSets(all, meanOf);
  const sd = overSets(all, (values) => {
    const centre = meanOf(values);
    return Math.sqrt(meanOf(values.map((x) => (x - centre) * (x - centre))));
  });
  const far = (shares: Float64Array): number =>
    shares.reduce((most, x, k) => (sd[k] > 0 ? Math.max(most, Math.abs(x - mean[k]) / sd[k]) : most), 0);
  const [first, ...more] = own.map(far);
  return {
    at,
    observed,
    mean,
    sd,
    straying: {
      data: more.length === 0 ? new Float64Array(drawn.length).fill(first) : Float64Array.of(first, ...more),
      drawn: Float64Array.from(others, far),
    },
  };
}

function sharesBelow(residuals: Float32Array): Float64Array {
  const counts = new Float64Array(points + 1);
  for (let k = 0; k < residuals.length; k++) counts[Math.floor(residuals[k] * (points + 1))]++;
  let sum = 0;
  return counts.subarray(0, points).map((count) => {
    sum += count;
    return sum / residuals.length;
  });
}

function overSets(of: readonly Float64Array[], make: (values: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: points }, (_, k) => make(Float64Array.from(of, (own) => own[k])));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/**
 * The band that 95 % of the data sets drawn stay in altogether: as wide at every point in its own sds. By the data sets themselves and
 * not by independent uniform numbers, so that rows of a group may depend on each other.
 * Source: Säilynoja, Bürkner & Vehtari 2022 (Statistics and Computing 32:32), the band adjusted by simulation.
 */
export function ecdfBand({ at, observed, mean, sd, straying }: Ecdfs): EcdfBand {
  const sorted = straying.drawn.slice().sort();
  const width = sorted[Math.min(sorted.length, Math.ceil(0.95 * (sorted.length + 1))) - 1];
  const lower = at.map((_, k) => Math.max(0, mean[k] - width * sd[k]));
  const upper = at.map((_, k) => Math.min(1, mean[k] + width * sd[k]));
  const outside = observed.filter((x, k) => x < lower[k] || x > upper[k]).length;
  return { at, observed: Array.from(observed), lower, upper, outside };
}
