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
  return (lag) => {
    if (lag < DIRECT_LAGS) return productSum(centred, lag) / centred.values.length;
    all ??= byFourier(centred);
    return all[lag];
  };
}

/** Sum over all pieces of x[i] x[i + lag]; two accumulators, since one would wait for its own last addition. */
function productSum({ values, length }: Pieces, lag: number): number {
  let even = 0;
  let odd = 0;
  for (let start = 0; start < values.length; start += length) {
    const end = start + length - lag;
    let i = start;
    for (; i + 1 < end; i += 2) {
      even += values[i] * values[i + lag];
      odd += values[i + 1] * values[i + 1 + lag];
    }
    if (i < end) even += values[i] * values[i + lag];
  }
  return even + odd;
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
