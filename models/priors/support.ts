import {
  add,
  type Expression,
  exp,
  log,
  log1pexp,
  logistic,
  mul,
  neg,
  sub,
} from '../../src/engine/autodiff/index.ts';
import type { Support } from '../../src/engine/program/support.ts';

export type { Support };

export interface Constrained {
  readonly value: Expression;
  /** log |d value / d x|, to add to the log density of the value. */
  readonly logJacobian: Expression;
}

/**
 * Maps an unconstrained x into the support: x * unit + location, exp(x) * unit, or lower + width * logistic(x).
 * `unit` (and `location`, on the real line) put x on a scale of about one; they change nothing else.
 */
export function constrain(support: Support, x: Expression, unit: number, location = 0): Constrained {
  switch (support.kind) {
    case 'real':
      return { value: add(mul(unit, x), location), logJacobian: log(unit) };
    case 'positive':
      return { value: mul(unit, exp(x)), logJacobian: add(x, log(unit)) };
    case 'interval': {
      const width = support.upper - support.lower;
      return {
        value: add(support.lower, mul(width, logistic(x))),
        logJacobian: sub(log(width), add(log1pexp(x), log1pexp(neg(x)))),
      };
    }
  }
}

export function describeSupport(support: Support): string {
  switch (support.kind) {
    case 'real':
      return 'the real line';
    case 'positive':
      return 'positive values';
    case 'interval':
      return `values between ${support.lower} and ${support.upper}`;
  }
}

/** Whether every value of `inner` is allowed in `outer`. */
export function isWithin(inner: Support, outer: Support): boolean {
  if (outer.kind === 'real') return true;
  if (inner.kind === 'real') return false;
  if (outer.kind === 'positive') return inner.kind === 'positive' || inner.lower >= 0;
  return inner.kind === 'interval' && inner.lower >= outer.lower && inner.upper <= outer.upper;
}
