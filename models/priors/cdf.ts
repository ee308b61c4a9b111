import { betaCdf, studentTCdf } from '../../src/engine/elementary/incompleteBeta.ts';
import { gammaCdf } from '../../src/engine/elementary/incompleteGamma.ts';
import { expm1, log, normalCdf } from '../../src/engine/elementary.ts';
import type { WholePrior } from './prior.ts';

/** Pr(X <= x). */
export function priorCdf(prior: WholePrior, x: number): number {
  switch (prior.kind) {
    case 'normal':
      return normalCdf((x - prior.mean) / prior.sd);
    case 'studentT':
      return studentTCdf((x - prior.location) / prior.scale, prior.df);
    case 'cauchy':
      return studentTCdf((x - prior.location) / prior.scale, 1);
    case 'halfNormal':
      return folded(normalCdf(-x / prior.sd), x);
    case 'halfStudentT':
      return folded(studentTCdf(-x / prior.scale, prior.df), x);
    case 'halfCauchy':
      return folded(studentTCdf(-x / prior.scale, 1), x);
    case 'exponential':
      return x <= 0 ? 0 : -expm1(-prior.rate * x);
    case 'gamma':
      return gammaCdf(prior.rate * x, prior.shape);
    case 'invGamma':
      return x <= 0 ? 0 : 1 - gammaCdf(prior.scale / x, prior.shape);
    case 'beta':
      return betaCdf(Math.min(1, Math.max(0, x)), prior.a, prior.b);
    case 'logNormal':
      return x <= 0 ? 0 : normalCdf((log(x) - prior.mean) / prior.sd);
    case 'uniform':
      return Math.min(1, Math.max(0, (x - prior.lower) / (prior.upper - prior.lower)));
  }
}

/** Of |X| at x, by the lower tail of X at -x. */
function folded(tail: number, x: number): number {
  return x <= 0 ? 0 : 1 - 2 * tail;
}

/** Pr(lower < X < upper). */
export function massBetween(prior: WholePrior, lower: number, upper: number): number {
  return priorCdf(prior, upper) - priorCdf(prior, lower);
}
