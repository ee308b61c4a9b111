import { HALF_LOG_2PI, NEAR_TWO, STIRLING_FROM } from '../elementary/lgamma.ts';
import { ASYMPTOTIC_FROM, NEAR_ZERO, ZERO, ZERO_LOW } from '../elementary/polygamma.ts';
import { log, log1p, type VectorFunction } from './doubleFunctions.ts';
import type { Code } from './encoder.ts';
import { bits, f64x2, type Vector } from './lanes.ts';
import type { Writer } from './writer.ts';

/**
 * lgamma and digamma of two doubles at once, with the bits of src/engine/elementary for positive arguments. Lanes take
 * different ways: each is walked if any lane needs it, and every lane keeps what its own way gives.
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
const lgammaOfTwoPlus = (w: Writer, u: Code): Code => mul(u, horner(w, u, NEAR_TWO));

function lgammaByRecurrence(w: Writer, x: Code): Code {
  const product = w.variable('v128', f64x2.constant(1));
  const rest = w.variable('v128', x);
  const active = (): Code => and(lessOrEqual(2.5, rest.get), less(x, STIRLING_FROM));
  w.whilst(anyTrue(active()), () => {
    const mask = w.keep(active());
    rest.set(choose(mask, sub(rest.get, 1), rest.get));
    product.set(choose(mask, mul(product.get, rest.get), product.get));
  });
  const u = w.keep(sub(rest.get, 2));
  return add(log(w, product.get).value, lgammaOfTwoPlus(w, u));
}

/** `stirlingError` of elementary/lgamma.ts. */
const STIRLING_ERROR = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

function lgammaByStirling(w: Writer, x: Code): Code {
  const y = w.keep(div(1, x));
  const z = w.keep(mul(y, y));
  const error = mul(y, horner(w, z, STIRLING_ERROR));
  return add(mul(sub(x, 0.5), sub(log(w, x).value, 1)), add(HALF_LOG_2PI - 0.5, error));
}

export const lgamma: VectorFunction = (w, x) => {
  const from = (lower: number, upper: number): Code => and(lessOrEqual(lower, x), less(x, upper));
  const value = byWays(w, [
    {
      lanes: less(x, 0.5),
      value: () => sub(lgammaOfTwoPlus(w, x), log(w, w.keep(mul(x, add(1, x)))).value),
    },
    {
      lanes: from(0.5, 1.5),
      value: () => {
        const u = w.keep(sub(x, 1));
        return sub(lgammaOfTwoPlus(w, u), log1p(w, u).value);
      },
    },
    { lanes: from(1.5, STIRLING_FROM), value: () => lgammaByRecurrence(w, x) },
    { lanes: lessOrEqual(STIRLING_FROM, x), value: () => lgammaByStirling(w, x) },
  ]);
  return { value, valid: ordinary(x) };
};

/** digamma between 1 and 2. */
function digammaCentral(w: Writer, x: Code): Code {
  const p = horner(w, w.keep(sub(x, 1.5)), NEAR_ZERO);
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
