import { SMALLEST_NORMAL } from '../elementary/binary.ts';
import { LN2_HIGH, LN2_LOW } from '../elementary/exp.ts';
import type { Code } from './encoder.ts';
import { bits, bits64, f64x2, i32x4, i64x2 } from './lanes.ts';
import type { Writer } from './writer.ts';

/**
 * exp, expm1, log, log1p and tanh of two doubles at once: the operations of `src/engine/elementary` in the same order, so that
 * each lane has the same bits. Where that function takes another path for odd arguments (far out, subnormal, NaN), the
 * lane is not `valid`, its value is arbitrary, and the caller asks the scalar function instead.
 */
export interface VectorResult {
  readonly value: Code;
  /** A mask of the lanes that can be trusted; null if all can. */
  readonly valid: Code | null;
}

export type VectorFunction = (w: Writer, x: Code) => VectorResult;

const { abs, add, div, equal, less, lessOrEqual, mul, sub } = f64x2;

const LOG2_E = Math.LOG2E;
const ROUNDER = 6755399441055744;
const ORDINARY = 708;
const ONE_IS_LOST = 40;
const ONE_IS_ALL = -38;
const TANH_IS_ONE = 20;
/** Up to here 2^-k in log1p is a normal number. */
const SCALE_IS_NORMAL = 2 ** 1000;
const SIGN = bits64(0x80000000);
const ONE = bits64(0x3ff00000);
const SQRT_HALF = bits64(0x3fe6a09e);
const EXPONENT = bits64(0xfff00000);

/** `expTail` of elementary/exp.ts. */
function expTail(w: Writer, r: Code): Code {
  const r2 = w.keep(mul(r, r));
  const r4 = w.keep(mul(r2, r2));
  const a = add(
    add(0.5, mul(r, 0.1666666666666667)),
    mul(r2, add(0.04166666666666667, mul(r, 0.008333333333326112))),
  );
  const b = add(
    add(0.001388888888888373, mul(r, 0.0001984126987490126)),
    mul(r2, add(2.4801587325605324e-5, mul(r, 2.7557255297969643e-6))),
  );
  const c = add(add(2.755727357010214e-7, mul(r, 2.5105259538448494e-8)), mul(r2, 2.091471734171637e-9));
  return add(a, mul(r4, add(b, mul(r4, c))));
}

/** x = k ln 2 + r: k, 2^k (for |k| < 1023), r, and r^2 tail(r) with what r has lost to rounding. */
interface Reduced {
  readonly k: Code;
  readonly power: Code;
  readonly r: Code;
  readonly rest: Code;
}

const reducedArguments = new WeakMap<Code, Reduced>();

/**
 * The same for exp(x) and expm1(x), one of which is the other's slope. `x` is kept, so that it is one place in one function's
 * straight-line code.
 */
function reduce(w: Writer, x: Code): Reduced {
  const reduced = reducedArguments.get(x) ?? reduceArgument(w, x);
  reducedArguments.set(x, reduced);
  return reduced;
}

function reduceArgument(w: Writer, x: Code): Reduced {
  const shifted = w.keep(add(mul(x, LOG2_E), ROUNDER));
  const k = w.keep(sub(shifted, ROUNDER));
  const power = w.keep(i64x2.add(i64x2.shl(shifted, 52), ONE));
  const high = w.keep(sub(x, mul(k, LN2_HIGH)));
  const low = w.keep(mul(k, LN2_LOW));
  const r = w.keep(sub(high, low));
  const rest = w.keep(add(mul(mul(r, r), expTail(w, r)), sub(sub(high, r), low)));
  return { k, power, r, rest };
}

export const exp: VectorFunction = (w, x) => {
  const { power, r, rest } = reduce(w, x);
  return { value: mul(add(1, add(r, rest)), power), valid: lessOrEqual(abs(x), ORDINARY) };
};

export const expm1: VectorFunction = (w, x) => {
  const { k, power: scale, r, rest: tail } = reduce(w, x);
  const whole = w.keep(sub(scale, 1));
  const first = w.keep(mul(scale, r));
  const sum = w.keep(add(whole, first));
  const lost = bits.choose(
    lessOrEqual(abs(first), abs(whole)),
    sub(first, sub(sum, whole)),
    sub(whole, sub(sum, first)),
  );
  const main = add(sum, add(lost, mul(scale, tail)));
  const small = bits.choose(equal(x, 0), x, add(x, tail));
  const moderate = bits.choose(equal(k, 0), small, main);
  const large = mul(add(1, add(r, tail)), scale);
  const above = bits.choose(less(x, ONE_IS_LOST), moderate, large);
  const value = bits.choose(less(x, ONE_IS_ALL), f64x2.constant(-1), above);
  return { value, valid: lessOrEqual(x, ORDINARY) };
};

/** `logTail` of elementary/log.ts. */
function logTail(w: Writer, z: Code): Code {
  const z2 = w.keep(mul(z, z));
  const a = add(0.666666666666667, mul(z, 0.39999999999899444));
  const b = add(0.2857142862600327, mul(z, 0.22222211130259878));
  const c = add(add(0.18182889455674947, mul(z, 0.15331710618210773)), mul(z2, 0.14616585424888623));
  return add(a, mul(z2, add(b, mul(z2, c))));
}

/** x = 2^k (1 + f): k, its bits shifted to the exponent's place, and f. */
function split(w: Writer, x: Code): { k: Code; shifted: Code; f: Code } {
  const distance = w.keep(i32x4.sub(x, SQRT_HALF));
  const shifted = w.keep(bits.and(distance, EXPONENT));
  const k = w.keep(i32x4.toDoubles(i32x4.highWords(i32x4.shrSigned(distance, 20))));
  const f = w.keep(sub(i64x2.sub(x, shifted), 1));
  return { k, shifted, f };
}

/** s and s (f - z tail(z)), as log and log1p share them. */
function logSeries(w: Writer, f: Code): { s: Code; series: Code } {
  const s = w.keep(div(f, add(2, f)));
  const z = w.keep(mul(s, s));
  return { s, series: mul(s, sub(f, mul(z, logTail(w, z)))) };
}

export const log: VectorFunction = (w, x) => {
  const { k, f } = split(w, x);
  const { series } = logSeries(w, f);
  return {
    value: add(mul(k, LN2_HIGH), sub(f, sub(series, mul(k, LN2_LOW)))),
    valid: bits.and(lessOrEqual(SMALLEST_NORMAL, x), less(x, Number.POSITIVE_INFINITY)),
  };
};

export const log1p: VectorFunction = (w, x) => {
  const u = w.keep(add(1, x));
  const rounded = w.keep(sub(u, 1));
  const error = add(sub(1, sub(u, rounded)), sub(x, rounded));
  const { k, shifted, f } = split(w, u);
  const scale = i64x2.sub(ONE, shifted);
  const { s, series } = logSeries(w, f);
  const correction = mul(mul(error, scale), sub(1, mul(s, sub(2, mul(2, s)))));
  const value = add(mul(k, LN2_HIGH), sub(f, sub(series, add(mul(k, LN2_LOW), correction))));
  return {
    value: bits.choose(equal(x, 0), x, value),
    valid: bits.and(less(-1, x), less(x, SCALE_IS_NORMAL)),
  };
};

export const tanh: VectorFunction = (w, x) => {
  const size = w.keep(abs(x));
  const twice = w.keep(add(size, size));
  const near = w.keep(expm1(w, twice).value);
  const far = sub(1, div(2, add(exp(w, twice).value, 1)));
  const central = bits.choose(lessOrEqual(0.5, size), far, div(near, add(near, 2)));
  const positive = bits.choose(less(TANH_IS_ONE, size), f64x2.constant(1), central);
  return { value: bits.or(positive, bits.and(x, SIGN)), valid: null };
};
