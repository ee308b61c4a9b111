import {
  add,
  div,
  type Expression,
  lgamma,
  log,
  log1p,
  mul,
  select,
  square,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';

/** From here on log Gamma is written by Stirling's formula, in which the large terms of ratios cancel on paper. */
const large = 100;
const atLeastLarge = (x: Expression): Expression => select(x, large, large, x);

/** log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2 for x >= 100, to rounding. Source: Abramowitz & Stegun 6.1.41. */
function stirlingError(x: Expression): Expression {
  const y = div(1, x);
  const z = square(y);
  return mul(y, add(1 / 12, mul(z, add(-1 / 360, mul(z, 1 / 1260)))));
}

/**
 * log Gamma(r + y) - log Gamma(r) - y log r for y >= 0: 0 as r goes to infinity, to rounding of y however large r is. It
 * is what sets a negative binomial off from its Poisson limit.
 */
export function logRise(r: Expression, y: Expression): Expression {
  const near = sub(sub(lgamma(add(r, y)), lgamma(r)), mul(y, log(r)));
  const from = atLeastLarge(r);
  const to = add(from, y);
  const far = add(
    sub(mul(sub(to, 0.5), log1p(div(y, from))), y),
    sub(stirlingError(to), stirlingError(from)),
  );
  return select(r, large, near, far);
}

/** a log a - a - log Gamma(a): half of log(a / (2 pi)) as a grows, to its rounding. */
export function logPeak(a: Expression): Expression {
  const near = sub(sub(mul(a, log(a)), a), lgamma(a));
  const from = atLeastLarge(a);
  const far = sub(sub(mul(0.5, log(from)), halfLog2Pi), stirlingError(from));
  return select(a, large, near, far);
}
