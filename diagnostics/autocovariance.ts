import { forwardToReversed, inverseFromReversed } from './fft.ts';
import type { Pieces } from './shape.ts';

/**
 * Up to this lag one sum a lag; beyond it one Fourier transform gives all lags together. Chains that mix
 * end Geyer's sequence well before; measured on 8 halves of 500, the transform costs some 30 sums.
 */
const DIRECT_LAGS = 32;

/**
 * Autocovariance at a lag, averaged over pieces that are already centred, each on its own mean.
 * Returns a function of the lag (0 to length - 1), so only the lags somebody asks for are computed.
 * Biased estimate: the sum is divided by the length, not by length - lag.
 * Source: Geyer 1992 for the biased divisor; Vehtari et al. 2021, §3.2.
 */
export function meanAutocovariance(centred: Pieces): (lag: number) => number {
  let all: Float64Array | undefined;
  const sums = new Float64Array(DIRECT_LAGS);
  let known = 0;
  return (lag) => {
    if (lag < DIRECT_LAGS) {
      for (; known <= lag; known += LAGS_AT_ONCE) productSums(centred, known, sums);
      return sums[lag] / centred.values.length;
    }
    all ??= byFourier(centred);
    return all[lag];
  };
}

/** Lags of one pass over the draws: Geyer's sequence asks for the first four of nearly every quantity. */
const LAGS_AT_ONCE = 4;

/**
 * Writes the sums over all pieces of x[i] x[i + lag] for four lags from `first` on. Two accumulators a lag, for even and odd i, since
 * one would wait for its own last addition.
 */
function productSums({ values, length }: Pieces, first: number, out: Float64Array): void {
  let [even0, odd0, even1, odd1, even2, odd2, even3, odd3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let start = 0; start < values.length; start += length) {
    const end = start + length;
    let i = start;
    let at = i + first;
    for (; at + 4 < end; i += 2, at += 2) {
      const x = values[i];
      const y = values[i + 1];
      const next1 = values[at + 1];
      const next2 = values[at + 2];
      const next3 = values[at + 3];
      even0 += x * values[at];
      odd0 += y * next1;
      even1 += x * next1;
      odd1 += y * next2;
      even2 += x * next2;
      odd2 += y * next3;
      even3 += x * next3;
      odd3 += y * values[at + 4];
    }
    for (; at < end; i += 2, at += 2) {
      even0 += values[i] * values[at];
      if (at + 1 < end) odd0 += values[i + 1] * values[at + 1];
      if (at + 1 < end) even1 += values[i] * values[at + 1];
      if (at + 2 < end) odd1 += values[i + 1] * values[at + 2];
      if (at + 2 < end) even2 += values[i] * values[at + 2];
      if (at + 3 < end) odd2 += values[i + 1] * values[at + 3];
      if (at + 3 < end) even3 += values[i] * values[at + 3];
    }
  }
  out[first] = even0 + odd0;
  out[first + 1] = even1 + odd1;
  out[first + 2] = even2 + odd2;
  out[first + 3] = even3 + odd3;
}

/**
 * All lags at once. Two pieces travel as the real and the imaginary part of one transform: the real part of
 * that pair's autocorrelation is the sum of both. Power adds up over the pairs before the one way back.
 */
function byFourier({ values, length }: Pieces): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(2 * length)); // at least doubled, so the ends do not wrap around
  const power = new Float64Array(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let start = 0; start < values.length; start += 2 * length) {
    re.fill(0);
    im.fill(0);
    re.set(values.subarray(start, start + length));
    im.set(values.subarray(start + length, start + 2 * length));
    forwardToReversed(re, im);
    for (let k = 0; k < size; k++) power[k] += re[k] * re[k] + im[k] * im[k];
  }
  inverseFromReversed(power, im.fill(0));
  return power.subarray(0, length).map((sum) => sum / (size * values.length));
}
