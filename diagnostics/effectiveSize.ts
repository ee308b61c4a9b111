import { meanAutocovariance } from './autocovariance.ts';
import { meanOf, varianceOf } from './moments.ts';
import { type Pieces, varies } from './shape.ts';

/**
 * Effective sample size of the mean of the pieces' values.
 * Unit: draws; at most S log10(S), where S is the number of values.
 * NaN if pieces are shorter than 3, a value is non-finite, or all are equal.
 * Source: Vehtari et al. 2021, §3.2; Geyer 1992; agrees with R posterior 1.4.0.
 */
export function effectiveSize(pieces: Pieces): number {
  return varies(pieces.values) ? effectiveSizeOf(centre(pieces)) : Number.NaN;
}

/** The same of centred pieces that vary. */
export function effectiveSizeOf({ means, centred }: Centred): number {
  const { values, length } = centred;
  if (length < 3) return Number.NaN;
  const autocovariance = meanAutocovariance(centred);
  const variance = autocovariance(0);
  const within = (variance * length) / (length - 1);
  const total = variance + (means.length > 1 ? varianceOf(means) : 0);
  if (!(total > 0 && total < Infinity)) return Number.NaN; // squares under- or overflowed
  const correlation = (lag: number): number => 1 - (within - autocovariance(lag)) / total;
  const time = integratedTime(correlation, length);
  return values.length / Math.max(time, 1 / Math.log10(values.length));
}

/** Each piece's mean, and the pieces with their own mean taken away. */
export interface Centred {
  readonly means: Float64Array;
  readonly centred: Pieces;
}

export function centre({ values, length }: Pieces): Centred {
  return centreInPlace({ values: values.slice(), length });
}

/** The same in the place of the pieces' values, which nobody needs any more. */
export function centreInPlace(pieces: Pieces): Centred {
  const { values, length } = pieces;
  const means = new Float64Array(values.length / length);
  for (let k = 0; k < means.length; k++) {
    const start = k * length;
    const mean = meanOf(values.subarray(start, start + length));
    means[k] = mean;
    for (let i = start; i < start + length; i++) values[i] -= mean;
  }
  return { means, centred: pieces };
}

/**
 * Integrated autocorrelation time, 1 + 2 (rho_1 + rho_2 + ...), cut by Geyer's rules: sums of neighbouring
 * pairs count while they are positive, and none counts for more than the one before. The even lag where
 * the positive pairs end counts once: for chains that alternate this is the steadier estimate.
 * Odd values: with no room for a second pair (length under 6), or when the first is not positive, the time
 * is 2 ("half the draws"), a convention of Stan and posterior, not an estimate.
 * Source: Geyer 1992, initial monotone sequence; Vehtari et al. 2021, §3.2, for the last lag.
 */
function integratedTime(correlation: (lag: number) => number, length: number): number {
  let sum = 0;
  let lowest = Infinity;
  let lag = 0;
  let even = 1;
  let pair = even + correlation(1);
  while (lag < length - 5 && pair > 0) {
    lowest = Math.min(lowest, pair);
    sum += lowest;
    lag += 2;
    even = correlation(lag);
    pair = even + correlation(lag + 1);
  }
  if (lag === 0) return 2;
  return -1 + 2 * sum + (pair >= 0 || even > 0 ? even : 0);
}
