import type { Code } from './encoder.ts';
import type { Lanes } from './lanes.ts';
import type { Writer } from './writer.ts';

/** A polynomial given from the constant on, as `byQuarters` of elementary/polynomial.ts works it out. */
export function byQuarters(w: Writer, lanes: Lanes, x: Code, coefficients: ArrayLike<number>): Code {
  const { add, mul } = lanes;
  const x2 = w.keep(mul(x, x));
  const x4 = w.keep(mul(x2, x2));
  const [a, b, c, d] = [0, 1, 2, 3].map((from) => {
    const own = Array.from(coefficients).filter((_, i) => i % 4 === from);
    const last = lanes.constant(own[own.length - 1]);
    return own.slice(0, -1).reduceRight((p: Code, next) => w.keep(add(mul(p, x4), next)), last);
  });
  return add(add(a, mul(x, b)), mul(x2, add(c, mul(x, d))));
}
