/**
 * Unnormalised forward Fourier transform in place, of a power-of-two number of complex values.
 * Shape: `re[k] + i im[k]`; on return frequency k stands at k with its bits reversed, the order
 * `inverseFromReversed` reads, so neither has to shuffle.
 * Source: Gentleman & Sande 1966, decimation in frequency.
 */
export function forwardToReversed(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  const { cos, sin } = twiddles(n);
  for (let half = n >> 1; half >= 1; half >>= 1) {
    const stride = (n >> 1) / half;
    for (let start = 0; start < n; start += 2 * half) {
      for (let j = 0; j < half; j++) {
        const a = start + j;
        const b = a + half;
        const c = cos[j * stride];
        const s = sin[j * stride];
        const dr = re[a] - re[b];
        const di = im[a] - im[b];
        re[a] += re[b];
        im[a] += im[b];
        re[b] = dr * c + di * s;
        im[b] = di * c - dr * s;
      }
    }
  }
}

/**
 * Unnormalised inverse Fourier transform in place: bit-reversed frequencies in, natural order out;
 * after `forwardToReversed` it leaves n times the values one began with.
 * Source: Cooley & Tukey 1965, decimation in time.
 */
export function inverseFromReversed(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  const { cos, sin } = twiddles(n);
  for (let half = 1; half < n; half <<= 1) {
    const stride = (n >> 1) / half;
    for (let start = 0; start < n; start += 2 * half) {
      for (let j = 0; j < half; j++) {
        const a = start + j;
        const b = a + half;
        const c = cos[j * stride];
        const s = sin[j * stride];
        const tr = re[b] * c - im[b] * s;
        const ti = im[b] * c + re[b] * s;
        re[b] = re[a] - tr;
        im[b] = im[a] - ti;
        re[a] += tr;
        im[a] += ti;
      }
    }
  }
}

interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const cache = new Map<number, Twiddles>(); // a table a size; sizes are powers of two, so there are few

function twiddles(n: number): Twiddles {
  let table = cache.get(n);
  if (!table) {
    const angles = Float64Array.from({ length: n >> 1 }, (_, j) => (2 * Math.PI * j) / n);
    table = { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
    cache.set(n, table);
  }
  return table;
}
