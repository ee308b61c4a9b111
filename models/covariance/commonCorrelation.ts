import {
  add,
  constant,
  type Expression,
  lgamma,
  log,
  log1pexp,
  logistic,
  mul,
  neg,
  sub,
} from '../../src/engine/autodiff/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { defaultCorrelationPrior } from '../priors/defaults.ts';
import { drawPrior, scalarLogPrior } from '../priors/draw.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { supportOf } from '../priors/prior.ts';
import { constrain, onlyValue, type Support } from '../priors/support.ts';
import type { PatternTerm } from './pattern.ts';
import type { CovarianceBuilder, CovarianceParameter, CovariancePriors } from './structure.ts';

/** Where a correlation that a block shares may lie. */
export type Bounds = Extract<Support, { kind: 'interval' }>;

/** One correlation of a block, rho. */
export interface LaidCorrelation {
  readonly value: Expression;
  readonly support: Support;
  /** rho minus its lower bound, and its upper bound minus rho: exact near either. */
  readonly above: Expression;
  readonly below: Expression;
  /** log of `above`, finite where that underflows. */
  readonly logAbove: Expression;
}

type CommonCorrelation = Extract<CovarianceParameter['quantity'], { kind: 'commonCorrelation' }>;

/** The correlation of a block, or that of coefficients `lag` apart. */
export function commonCorrelation(
  { group, block, predictors }: PatternTerm,
  lag: number | null = null,
): CommonCorrelation {
  return { kind: 'commonCorrelation', predictor: predictors[0], group, block, lag };
}

/**
 * A coordinate for rho. lkj(eta), the default with eta = 2, is here what it is for two coefficients, a density
 * proportional to ((rho - lower) (upper - rho))^(eta - 1); any prior on values within the bounds may be declared.
 */
export function layOutCorrelation(
  term: PatternTerm,
  bounds: Bounds,
  builder: CovarianceBuilder,
): LaidCorrelation {
  const prior = builder.correlation(commonCorrelation(term), bounds, defaultCorrelationPrior);
  const own = supportOf(prior);
  const support = own?.kind === 'interval' ? own : bounds;
  const only = onlyValue(support);
  if (only !== null) return fixedCorrelation(only, bounds);
  const x = builder.free();
  const { value, logJacobian } = constrain(support, x, 1);
  const width = support.upper - support.lower;
  builder.count(logJacobian);
  builder.count(prior.kind === 'lkj' ? symmetricBeta(prior.eta, width, x) : priorLogDensity(prior, value));
  return {
    value,
    support,
    above: add(support.lower - bounds.lower, mul(width, logistic(x))),
    logAbove:
      support.lower > bounds.lower
        ? log(add(support.lower - bounds.lower, mul(width, logistic(x))))
        : sub(elementary.log(width), log1pexp(neg(x))),
    below: add(bounds.upper - support.upper, mul(width, logistic(neg(x)))),
  };
}

/** A correlation that a constant prior fixes. */
function fixedCorrelation(value: number, bounds: Bounds): LaidCorrelation {
  const above = constant(value - bounds.lower);
  return {
    value: constant(value),
    support: { kind: 'interval', lower: value, upper: value },
    above,
    below: constant(bounds.upper - value),
    logAbove: log(above),
  };
}

/** log density of lower + width B at its logit x, B ~ Beta(eta, eta). */
function symmetricBeta(eta: number, width: number, x: Expression): Expression {
  const logBoth = neg(add(log1pexp(x), log1pexp(neg(x))));
  const logBeta = sub(mul(2, lgamma(constant(eta))), lgamma(constant(2 * eta)));
  return sub(mul(eta - 1, logBoth), add(logBeta, elementary.log(width)));
}

/** A draw of rho from its prior. */
export function drawCorrelation(
  rng: Rng,
  term: PatternTerm,
  { lower, upper }: Bounds,
  priors: CovariancePriors,
): number {
  const prior = priors.correlation(commonCorrelation(term));
  return prior.kind === 'lkj'
    ? lower + (upper - lower) * drawSymmetricBeta(rng, prior.eta)
    : drawPrior(rng, prior);
}

/** A draw of Beta(shape, shape). */
export function drawSymmetricBeta(rng: Rng, shape: number): number {
  const up = gamma(rng, shape);
  return up / (up + gamma(rng, shape));
}

/** The log prior of rho, up to a constant. */
export function correlationLogPrior(
  term: PatternTerm,
  { lower, upper }: Bounds,
  priors: CovariancePriors,
): (rho: number) => number {
  const prior = priors.correlation(commonCorrelation(term));
  if (prior.kind !== 'lkj') return scalarLogPrior(prior);
  return (rho) => (prior.eta - 1) * (elementary.log(rho - lower) + elementary.log(upper - rho));
}
