import { exp, expm1 } from './exp.ts';
import { log1p } from './log.ts';

/** 1 / (1 + e^-x), within 2 ulp on both sides: small values keep their relative precision. */
export function logistic(x: number): number {
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/** log(1 + e^x) ("softplus"), within 1.5 ulp; no overflow. */
export function log1pexp(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** Beyond this tanh rounds to 1. */
const TANH_IS_ONE = 20;

/** Hyperbolic tangent, within 2.5 ulp. Keeps -0. tanh(x) = expm1(2x) / (expm1(2x) + 2). */
export function tanh(x: number): number {
  if (x === 0) return x;
  const value = tanhOfPositive(Math.abs(x));
  return x < 0 ? -value : value;
}

function tanhOfPositive(x: number): number {
  if (x > TANH_IS_ONE) return 1;
  if (x >= 0.5) return 1 - 2 / (exp(2 * x) + 1);
  const e = expm1(2 * x);
  return e / (e + 2);
}
