import { HALF_LOG_2PI, NEAR_TWO, STIRLING_FROM } from '../elementary/lgamma.ts';
import { ASYMPTOTIC_FROM, NEAR_ZERO, ZERO, ZERO_LOW } from '../elementary/polygamma.ts';
import { log, type VectorFunction } from './doubleFunctions.ts';
import type { Code } from './encoder.ts';
import { bits, f64x2, type Vector } from './lanes.ts';
import { byQuarters } from './polynomial.ts';
import type { Writer } from './writer.ts';

/**
 * lgamma and digamma of two doubles at once, with the bits of src/engine/elementary for positive arguments. Lanes take
 * different ways; one that few arguments need is walked if any lane does, and every lane keeps what its own way gives.
 */

const { add, div, less, lessOrEqual, mul, neg, sub } = f64x2;
const { and, anyTrue, choose } = bits;

/** Below this, products of arguments could be subnormal. */
const SMALLEST = 1e-300;
const ordinary = (x: Code): Code => and(lessOrEqual(SMALLEST, x), less(x, Number.POSITIVE_INFINITY));

/** A polynomial by Horner's rule, coefficients from the constant on. */
function horner(w: Writer, x: Code, coefficients: ArrayLike<number>): Code {
  let p: Vector = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) p = w.keep(add(mul(p, x), coefficients[i]));
  return p as Code;
}

/** Works out `ways[i].value()` where some lane is in `ways[i].lanes`, and gives each lane the value of its way. */
function byWays(w: Writer, ways: readonly { lanes: Code; value: () => Code }[]): Code {
  const result = w.variable('v128', f64x2.constant(0));
  for (const { lanes, value } of ways) {
    const mask = w.keep(lanes);
    w.when(anyTrue(mask), () => result.set(choose(mask, value(), result.get)));
  }
  return result.get;
}

/** lgamma(2 + u) */
const lgammaOfTwoPlus = (w: Writer, u: Code): Code => mul(u, byQuarters(w, f64x2, u, NEAR_TWO));

/** (x - 1) (x - 2) ... (rest), down to a rest below 2.5, for x from 2.5 to `STIRLING_FROM`; the product is 1 for other x. */
function fallingProduct(w: Writer, x: Code): { product: Code; rest: Code } {
  const product = w.variable('v128', f64x2.constant(1));
  const rest = w.variable('v128', x);
  const active = (): Code => and(lessOrEqual(2.5, rest.get), less(x, STIRLING_FROM));
  w.whilst(anyTrue(active()), () => {
    const mask = w.keep(active());
    rest.set(choose(mask, sub(rest.get, 1), rest.get));
    product.set(choose(mask, mul(product.get, rest.get), product.get));
  });
  return { product: product.get, rest: rest.get };
}

/** `stirlingError` of elementary/lgamma.ts. */
const STIRLING_ERROR = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

function byStirling(w: Writer, x: Code, logX: Code): Code {
  const y = w.keep(div(1, x));
  const z = w.keep(mul(y, y));
  const error = mul(y, horner(w, z, STIRLING_ERROR));
  return add(mul(sub(x, 0.5), sub(logX, 1)), add(HALF_LOG_2PI - 0.5, error));
}

/**
 * Every way takes one logarithm, of another number: of x (1 + x) below 0.5, of x below 1.5 (which is log1p(x - 1), bit for
 * bit), of the falling product, of x from `STIRLING_FROM` on. So one logarithm serves all lanes, and one polynomial near 2.
 */
export const lgamma: VectorFunction = (w, x) => {
  const isTiny = w.keep(less(x, 0.5));
  const isSmall = w.keep(less(x, 1.5));
  const isLarge = w.keep(lessOrEqual(STIRLING_FROM, x));
  const { product, rest } = fallingProduct(w, x);
  const ofSmall = choose(isTiny, mul(x, add(1, x)), x);
  const logged = log(w, w.keep(choose(isSmall, ofSmall, choose(isLarge, x, product)))).value;
  const logarithm = w.keep(logged);
  const u = w.keep(choose(isTiny, x, sub(rest, choose(isSmall, f64x2.constant(1), f64x2.constant(2)))));
  const value = byWays(w, [
    {
      lanes: bits.not(isLarge),
      value: () => add(lgammaOfTwoPlus(w, u), choose(isSmall, neg(logarithm), logarithm)),
    },
    { lanes: isLarge, value: () => byStirling(w, x, logarithm) },
  ]);
  return { value, valid: ordinary(x) };
};

/** digamma between 1 and 2. */
function digammaCentral(w: Writer, x: Code): Code {
  const p = byQuarters(w, f64x2, w.keep(sub(x, 1.5)), NEAR_ZERO);
  return mul(sub(sub(x, ZERO), ZERO_LOW), p);
}

function digammaByRecurrence(w: Writer, x: Code): Code {
  const small = w.keep(less(x, 1));
  const rest = w.variable('v128', choose(small, add(x, 1), x));
  const sum = w.variable('v128', and(small, neg(div(1, x))));
  const active = (): Code => and(less(2, rest.get), less(x, ASYMPTOTIC_FROM));
  w.whilst(anyTrue(active()), () => {
    const mask = w.keep(active());
    rest.set(choose(mask, sub(rest.get, 1), rest.get));
    sum.set(choose(mask, add(sum.get, div(1, rest.get)), sum.get));
  });
  return add(sum.get, digammaCentral(w, rest.get));
}

const DIGAMMA_SERIES = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

function digammaBySeries(w: Writer, x: Code): Code {
  const y = w.keep(div(1, x));
  const z = w.keep(mul(y, y));
  const p = horner(w, z, DIGAMMA_SERIES);
  return sub(log(w, x).value, add(div(y, 2), mul(p, z)));
}

export const digamma: VectorFunction = (w, x) => ({
  value: byWays(w, [
    { lanes: less(x, ASYMPTOTIC_FROM), value: () => digammaByRecurrence(w, x) },
    { lanes: lessOrEqual(ASYMPTOTIC_FROM, x), value: () => digammaBySeries(w, x) },
  ]),
  valid: ordinary(x),
});
