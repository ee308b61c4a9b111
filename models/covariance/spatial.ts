import {
  add,
  constant,
  div,
  type Expression,
  exp,
  expm1,
  lgamma,
  log,
  mul,
  neg,
  select,
  sqrt,
  sub,
} from '../../src/engine/autodiff/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { defaultCorrelationPrior } from '../priors/defaults.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { supportOf } from '../priors/prior.ts';
import { onlyValue, type Support } from '../priors/support.ts';
import { type Bounds, commonCorrelation, correlationLogPrior, drawCorrelation } from './commonCorrelation.ts';
import type { CorrelationPattern, PatternTerm } from './pattern.ts';
import type { CovarianceBuilder } from './structure.ts';

/** A correlation of distance d, as a function of t = d / range that falls from 1 to 0. */
export interface Decay {
  readonly at: (t: Expression) => Expression;
  readonly value: (t: number) => number;
  /** Its log, finite where it underflows. */
  readonly log: (t: Expression) => Expression;
  /** 1 - correlation, exact near t = 0. */
  readonly rest: (t: Expression) => Expression;
  /** log |d correlation / d t|. */
  readonly logSlope: (t: Expression) => Expression;
}

/** exp(-t). */
export const exponentialDecay: Decay = {
  at: (t) => exp(neg(t)),
  value: (t) => elementary.exp(-t),
  log: neg,
  rest: (t) => neg(expm1(neg(t))),
  logSlope: neg,
};

/** From here on exp(-t) underflows, and its product with a polynomial that overflows is to be 0 as well. */
const vanished = 1000;
const within = (t: Expression): Expression => select(t, vanished, t, vanished);

/** Matern of smoothness 3/2: (1 + t) exp(-t). */
export const maternDecay: Decay = {
  at: (t) => mul(add(1, within(t)), exp(neg(t))),
  value: (t) => (1 + t) * elementary.exp(-t),
  log: (t) => sub(log(add(1, t)), t),
  // sum over n of (-t)^n (n - 1) / n!
  rest: (t) => nearZero(t, [1 / 2, -1 / 3, 1 / 8, -1 / 30, 1 / 144, -1 / 840], maternDecay.at(t)),
  logSlope: (t) => sub(log(t), t),
};

/** Matern of smoothness 5/2: (1 + t + t^2 / 3) exp(-t). */
export const smoothMaternDecay: Decay = {
  at: (t) => mul(polynomial(within(t), [1, 1, 1 / 3]), exp(neg(t))),
  value: (t) => (1 + t + (t * t) / 3) * elementary.exp(-t),
  log: (t) => sub(log(polynomial(t, [1, 1, 1 / 3])), t),
  // sum over n of -(-t)^n (n - 1) (n - 3) / (3 n!)
  rest: (t) => nearZero(t, [1 / 6, 0, -1 / 24, 1 / 45, -1 / 144, 1 / 630], smoothMaternDecay.at(t)),
  logSlope: (t) => sub(add(log(mul(1 / 3, t)), log(add(1, t))), t),
};

/** Below this t a series is more exact than 1 minus a correlation. */
const small = 0.05;

/** t^2 times a polynomial where t is small, else 1 - at. */
function nearZero(t: Expression, series: readonly number[], at: Expression): Expression {
  return select(t, small, mul(mul(t, t), polynomial(t, series)), sub(1, at));
}

function polynomial(t: Expression, coefficients: readonly number[]): Expression {
  return coefficients.reduceRight<Expression>((sum, c) => add(c, mul(t, sum)), constant(0));
}

/** The share of a variance that each point has for itself, so that points near each other keep a factor. */
const nugget = 1e-10;

/** The t at which a decay has a value in (0, 1), by bisection of log t. */
export function inverseOf({ value }: Decay, correlation: number): number {
  if (!(correlation > 0)) return Number.POSITIVE_INFINITY;
  if (!(correlation < 1)) return 0;
  let [low, high] = [-40, 8];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return elementary.exp(middle);
    if (value(elementary.exp(middle)) > correlation) low = middle;
    else high = middle;
  }
}

const bounds: Bounds = { kind: 'interval', lower: 0, upper: 1 };

/**
 * Coefficients at points of one dimension or more, whose correlations are a decay of their distance over a range. What is
 * reported is the correlation rho of points one apart; the coordinate is that of the range, which grows with rho.
 */
export function spatial(decay: Decay, points: readonly (readonly number[])[]): CorrelationPattern {
  const distance = (i: number, j: number): number =>
    Math.sqrt(points[i].reduce((s, x, c) => s + (x - points[j][c]) * (x - points[j][c]), 0));
  return {
    parameters: (_, term) => [
      {
        quantity: commonCorrelation(term),
        of: [0, 1],
        read: (correlation) => decay.value(inverseOf(decay, correlation / (1 - nugget)) / distance(0, 1)),
      },
    ],
    layOut(k, term, builder) {
      const { perUnit, support } = layOutDecay(decay, term, builder);
      const entries = new Map<number, Expression>();
      const entry = (d: number): Expression => {
        const known = entries.get(d) ?? mul(1 - nugget, decay.at(mul(d, perUnit)));
        entries.set(d, known);
        return known;
      };
      const factor = choleskyOf(k, (i, j) => entry(distance(i, j)));
      return { factor, values: [{ expression: decay.at(perUnit), support }] };
    },
    draw: (rng, _, term, priors) => [drawCorrelation(rng, term, bounds, priors)],
    matrix(k, values) {
      const perUnit = inverseOf(decay, values[0]);
      return Float64Array.from({ length: k * k }, (_, e) => {
        const [i, j] = [Math.floor(e / k), e % k];
        return i === j ? 1 : (1 - nugget) * decay.value(perUnit * distance(i, j));
      });
    },
    logPrior(_, term, priors) {
      const of = correlationLogPrior(term, bounds, priors);
      return ([rho]) => of(rho);
    },
  };
}

/** The range as a new coordinate, with the prior that the correlation at distance one has. */
function layOutDecay(
  decay: Decay,
  term: PatternTerm,
  builder: CovarianceBuilder,
): { readonly perUnit: Expression; readonly support: Support } {
  const prior = builder.correlation(commonCorrelation(term), bounds, defaultCorrelationPrior);
  const own = supportOf(prior);
  const support = own?.kind === 'interval' ? own : bounds;
  const only = onlyValue(support);
  if (only !== null) return { perUnit: constant(inverseOf(decay, only)), support };
  const { value: range, logJacobian } = builder.constrained(supportOfRange(decay, support), 1);
  const perUnit = div(1, range);
  builder.count(logJacobian);
  // |d rho / d range| = |d rho / d (1 / range)| / range^2
  builder.count(sub(decay.logSlope(perUnit), mul(2, log(range))));
  builder.count(
    prior.kind === 'lkj'
      ? symmetricBeta(prior.eta, decay.log(perUnit), decay.rest(perUnit))
      : priorLogDensity(prior, decay.at(perUnit)),
  );
  return { perUnit, support };
}

/** Where the range lies for correlations within a support. */
function supportOfRange(decay: Decay, bounds: Bounds): Support {
  const [lower, upper] = [bounds.lower, bounds.upper].map((rho) => 1 / inverseOf(decay, rho));
  if (upper < Number.POSITIVE_INFINITY) return { kind: 'interval', lower, upper };
  return lower > 0 ? { kind: 'above', lower } : { kind: 'positive' };
}

/** log density of Beta(eta, eta) at rho, `rest` being 1 - rho. */
function symmetricBeta(eta: number, logRho: Expression, rest: Expression): Expression {
  const logBeta = sub(mul(2, lgamma(constant(eta))), lgamma(constant(2 * eta)));
  return sub(mul(eta - 1, add(logRho, log(rest))), logBeta);
}

/** The Cholesky factor of a correlation matrix, row after row. */
function choleskyOf(k: number, entry: (i: number, j: number) => Expression): Expression[][] {
  const rows: Expression[][] = [];
  for (let i = 0; i < k; i++) {
    const row: Expression[] = [];
    for (let j = 0; j < i; j++) {
      const rest = row.reduce<Expression>((left, at, m) => sub(left, mul(at, rows[j][m])), entry(i, j));
      row.push(div(rest, rows[j][j]));
    }
    row.push(sqrt(row.reduce<Expression>((left, at) => sub(left, mul(at, at)), constant(1))));
    rows.push(row);
  }
  return rows;
}
