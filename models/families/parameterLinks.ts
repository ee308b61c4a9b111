import { add, type Expression, exp, logistic, mul, neg, sub } from '../../src/engine/autodiff/index.ts';
import { log } from '../../src/engine/elementary.ts';
import type { Support } from '../priors/support.ts';

/** How a family's own parameter hangs on a linear predictor of its own. */
export interface ParameterLink {
  /** The linear predictor in equations, `log(sigma_ij)`. */
  readonly written: (parameter: string) => string;
  readonly inverse: (eta: Expression) => Expression;
  /** Where the linear predictor lies for a value of the parameter within its support. */
  readonly at: (value: number) => number;
}

/** By where the parameter may lie: log of positive ones and of the distance to an end, logit between two, else itself. */
export function parameterLink(support: Support): ParameterLink {
  switch (support.kind) {
    case 'positive':
      return { written: (parameter) => `log(${parameter})`, inverse: exp, at: log };
    case 'above': {
      const { lower } = support;
      return {
        written: (parameter) => `log(${parameter} - ${lower})`,
        inverse: (eta) => add(lower, exp(eta)),
        at: (value) => log(value - lower),
      };
    }
    case 'below': {
      const { upper } = support;
      return {
        written: (parameter) => `-log(${upper} - ${parameter})`,
        inverse: (eta) => sub(upper, exp(neg(eta))),
        at: (value) => -log(upper - value),
      };
    }
    case 'interval': {
      const { lower, upper } = support;
      return {
        written: (parameter) => scaled(parameter, lower, upper),
        inverse: (eta) => add(lower, mul(upper - lower, logistic(eta))),
        at: (value) => log((value - lower) / (upper - value)),
      };
    }
    case 'real':
      return { written: (parameter) => parameter, inverse: (eta) => eta, at: (value) => value };
  }
}

/** `logit(p)`, or `logit((p - 2) / 3)` between 2 and 5. */
function scaled(parameter: string, lower: number, upper: number): string {
  const moved = lower === 0 ? parameter : `(${parameter} - ${lower})`;
  return upper - lower === 1 ? `logit(${moved})` : `logit(${moved} / ${upper - lower})`;
}

/** A value in the middle of a support, or at 1 from its only end. */
export function middleOf(support: Support): number {
  switch (support.kind) {
    case 'real':
      return 0;
    case 'positive':
      return 1;
    case 'above':
      return support.lower + 1;
    case 'below':
      return support.upper - 1;
    case 'interval':
      return (support.lower + support.upper) / 2;
  }
}
