import { exp, expm1 } from './exp.ts';
import { log1p } from './log.ts';

/** 1 / (1 + e^-x), within 3 ulp on both sides: small values keep their relative precision. */
export function logistic(x: number): number {
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/** log(1 + e^x) ("softplus"), within 3 ulp; no overflow. */
export function log1pexp(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** Beyond this tanh rounds to 1. */
const TANH_IS_ONE = 20;

/** Hyperbolic tangent, within 3 ulp. Keeps -0. tanh(x) = expm1(2x) / (expm1(2x) + 2). */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > TANH_IS_ONE) return x > 0 ? 1 : -1;
  if (size < 0.5) {
    const e = expm1(2 * x);
    return e / (e + 2);
  }
  const value = 1 - 2 / (exp(2 * size) + 1);
  return x < 0 ? -value : value;
}
