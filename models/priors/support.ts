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
 * Maps an unconstrained x into the support: x * unit + location, exp(x) * unit above an end, exp(-x) * unit below one, or lower + width * logistic(x).
 * `unit` (and `location`, on the real line) put x on a scale of about one; they change nothing else.
 */
export function constrain(support: Support, x: Expression, unit: number, location = 0): Constrained {
  switch (support.kind) {
    case 'real':
      return { value: add(mul(unit, x), location), logJacobian: log(unit) };
    case 'positive':
      return { value: mul(unit, exp(x)), logJacobian: add(x, log(unit)) };
    case 'above':
      return { value: add(support.lower, mul(unit, exp(x))), logJacobian: add(x, log(unit)) };
    case 'below':
      return { value: sub(support.upper, mul(unit, exp(neg(x)))), logJacobian: sub(log(unit), x) };
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
    case 'above':
      return `values above ${support.lower}`;
    case 'below':
      return `values below ${support.upper}`;
    case 'interval':
      return `values between ${support.lower} and ${support.upper}`;
  }
}

/** The ends of a support, infinite where it has none. */
export function endsOf(support: Support): { readonly lower: number; readonly upper: number } {
  const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  switch (support.kind) {
    case 'real':
      return open;
    case 'positive':
      return { ...open, lower: 0 };
    case 'above':
      return { ...open, lower: support.lower };
    case 'below':
      return { ...open, upper: support.upper };
    case 'interval':
      return support;
  }
}

/** The support between two ends; an infinite one is none. */
export function supportBetween(lower: number, upper: number): Support {
  const [isOpenBelow, isOpenAbove] = [lower === Number.NEGATIVE_INFINITY, upper === Number.POSITIVE_INFINITY];
  if (isOpenBelow) return isOpenAbove ? { kind: 'real' } : { kind: 'below', upper };
  if (!isOpenAbove) return { kind: 'interval', lower, upper };
  return lower === 0 ? { kind: 'positive' } : { kind: 'above', lower };
}

/** The value of a support that has only one, an interval without width; else null. */
export function onlyValue(support: Support): number | null {
  return support.kind === 'interval' && support.lower === support.upper ? support.lower : null;
}

/** Whether every value of `inner` is allowed in `outer`; a single one must not be an end. */
export function isWithin(inner: Support, outer: Support): boolean {
  const [a, b] = [endsOf(inner), endsOf(outer)];
  if (onlyValue(inner) !== null) return a.lower > b.lower && a.upper < b.upper;
  return a.lower >= b.lower && a.upper <= b.upper;
}
