import { NORMAL_TAIL, ONE_OVER_SQRT_2PI, TAIL_IS_POWER, TAIL_MIDDLE } from '../elementary/erf.ts';
import type { VectorFunction } from './doubleFunctions.ts';
import type { Code } from './encoder.ts';
import { bits, f32x4, f64x2, type Lanes } from './lanes.ts';
import { byQuarters } from './polynomial.ts';
import type { Writer } from './writer.ts';

/** `scaledNormalTail` of two doubles at once, with the bits of elementary/erf.ts, and of four singles. */

function tailBySeries(w: Writer, lanes: Lanes, x: Code, coefficients: ArrayLike<number>): Code {
  const { add, div, sub } = lanes;
  const shifted = w.keep(add(x, TAIL_MIDDLE));
  const place = w.keep(div(sub(x, TAIL_MIDDLE), shifted));
  return div(byQuarters(w, lanes, place, coefficients), shifted);
}

/** Of doubles; odd ones are negative, beyond `TAIL_IS_POWER` or NaN. */
export const doubleTail: VectorFunction = (w, x) => ({
  value: tailBySeries(w, f64x2, x, NORMAL_TAIL),
  valid: bits.and(f64x2.lessOrEqual(0, x), f64x2.less(x, TAIL_IS_POWER)),
});

/** As `NORMAL_TAIL`, to 2^-26 (Chebyshev, degree 12). */
const SINGLE_TAIL = [
  0.7552851304157515, -0.6078966310048657, 0.38713740116959894, -0.1865221669841296, 0.06039656262041475,
  -0.007537677477381823, -0.0034795880075690136, 0.0016219499527395963, 0.00013294462932231634,
  -0.00021548404675400255, -1.0999025946389317e-6, 2.1150477549818113e-5, -2.1070768564897833e-7,
];

/** Of singles >= 0. */
export const singleTail: VectorFunction = (w, x) => {
  const far = f32x4.div(ONE_OVER_SQRT_2PI, x);
  const isFar = f32x4.less(TAIL_IS_POWER, x);
  return { value: bits.choose(isFar, far, tailBySeries(w, f32x4, x, SINGLE_TAIL)), valid: null };
};
