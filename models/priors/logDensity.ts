import {
  add,
  constant,
  div,
  type Expression,
  lgamma,
  log,
  log1p,
  mul,
  neg,
  type Operand,
  square,
  sub,
  substitute,
} from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { massBetween } from './cdf.ts';
import type { ScalarPrior } from './prior.ts';

const logPi = 1.1447298858494002;
const log2 = Math.LN2;

function normal(x: Expression, mean: Operand, sd: number): Expression {
  return sub(mul(-0.5, square(div(sub(x, mean), sd))), add(log(sd), halfLog2Pi));
}

function studentT(x: Expression, df: number, location: number, scale: number): Expression {
  const kernel = mul(-(df + 1) / 2, log1p(div(square(div(sub(x, location), scale)), df)));
  const normaliser = sub(
    sub(lgamma((df + 1) / 2), lgamma(df / 2)),
    add(mul(0.5, add(log(df), logPi)), log(scale)),
  );
  return add(kernel, normaliser);
}

/**
 * Normalised log density of a scalar prior at x, for x inside its support.
 * flat() and constant() are 0; a custom prior is as its author normalised it. lkj is a density of matrices: see `covariance/correlation.ts`.
 */
export function priorLogDensity(prior: ScalarPrior, x: Expression): Expression {
  switch (prior.kind) {
    case 'normal':
      return normal(x, prior.mean, prior.sd);
    case 'studentT':
      return studentT(x, prior.df, prior.location, prior.scale);
    case 'cauchy':
      return studentT(x, 1, prior.location, prior.scale);
    case 'halfNormal':
      return add(normal(x, 0, prior.sd), log2);
    case 'halfStudentT':
      return add(studentT(x, prior.df, 0, prior.scale), log2);
    case 'halfCauchy':
      return add(studentT(x, 1, 0, prior.scale), log2);
    case 'exponential':
      return sub(log(prior.rate), mul(prior.rate, x));
    case 'gamma': {
      const { shape, rate } = prior;
      const normaliser = sub(mul(shape, log(rate)), lgamma(shape));
      return add(sub(mul(shape - 1, log(x)), mul(rate, x)), normaliser);
    }
    case 'invGamma': {
      const { shape, scale } = prior;
      const normaliser = sub(mul(shape, log(scale)), lgamma(shape));
      return add(sub(mul(-(shape + 1), log(x)), div(scale, x)), normaliser);
    }
    case 'beta': {
      const { a, b } = prior;
      const normaliser = sub(lgamma(a + b), add(lgamma(a), lgamma(b)));
      return add(add(mul(a - 1, log(x)), mul(b - 1, log1p(neg(x)))), normaliser);
    }
    case 'logNormal':
      return sub(normal(log(x), prior.mean, prior.sd), log(x));
    case 'truncated':
      return sub(priorLogDensity(prior.of, x), log(massBetween(prior.of, prior.lower, prior.upper)));
    case 'uniform':
      return neg(log(prior.upper - prior.lower));
    case 'flat':
    case 'constant':
      return constant(0);
    case 'custom':
      return substitute(prior.logDensity, new Map([['x', x]]));
  }
}
