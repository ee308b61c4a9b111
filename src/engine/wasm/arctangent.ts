import { AROUND, SERIES } from '../elementary/atan.ts';
import type { VectorFunction } from './doubleFunctions.ts';
import type { Code } from './encoder.ts';
import { bits, bits32, bits64, f32x4, f64x2, type Lanes } from './lanes.ts';
import type { Writer } from './writer.ts';

/** x - atan(x) near 0, as `shortfall` of elementary/atan.ts. */
function shortfall(w: Writer, { add, mul, constant }: Lanes, x: Code): Code {
  const z = w.keep(mul(x, x));
  const [last, ...others] = [...SERIES].reverse();
  const p = others.reduce((p: Code, next) => w.keep(add(mul(p, z), next)), constant(last));
  return mul(x, mul(z, p));
}

/** The arctangent in lanes, with the bits of elementary/atan.ts in double ones: all ranges at once, by what they reduce to. */
const arctangent =
  (lanes: Lanes, sign: Code): VectorFunction =>
  (w, x) => {
    const { abs, add, div, less, mul, sub, constant } = lanes;
    const size = w.keep(abs(x));
    const isLess = AROUND.map(({ from }) => w.keep(less(size, from)));
    const byRange = (values: readonly Code[]): Code =>
      isLess.reduceRight((beyond: Code, mask, r) => bits.choose(mask, values[r], beyond), values[4]);
    const over = byRange([size, sub(mul(2, size), 1), sub(size, 1), sub(size, 1.5), constant(-1)]);
    const under = byRange([constant(1), add(2, size), add(size, 1), add(1, mul(1.5, size)), size]);
    const reduced = w.keep(div(over, under));
    const high = byRange([0, ...AROUND.map(({ high }) => high)].map(constant));
    const low = byRange([0, ...AROUND.map(({ low }) => low)].map(constant));
    const lost = sub(sub(shortfall(w, lanes, reduced), w.keep(low)), reduced);
    return { value: bits.or(sub(high, lost), bits.and(x, sign)), valid: null };
  };

export const doubleAtan = arctangent(f64x2, bits64(0x80000000));
export const singleAtan = arctangent(f32x4, bits32(0x80000000 | 0));
