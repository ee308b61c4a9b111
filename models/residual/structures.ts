import { add, constant, div, type Expression, mul } from '../../src/engine/autodiff/index.ts';
import { power as decay } from '../../src/engine/residual/decay.ts';
import { uniform } from '../priors/constructors.ts';
import { choleskyTriangle, wholePower } from './powers.ts';
import type { ResidualParameter, ResidualShape, ResidualStructure } from './structure.ts';

/** A correlation of its own name, uniform where it may lie. */
function correlation(parameter: string, lower: number, upper: number): ResidualParameter {
  const support = { kind: 'interval', lower, upper } as const;
  return { quantity: { kind: 'residualCorrelation', parameter, support }, prior: uniform(lower, upper) };
}

const ar = correlation('ar', -1, 1);

/** C is positive definite for blocks of `largest` rows if rho > -1 / (largest - 1). */
function commonCorrelation({ largest }: ResidualShape): ResidualParameter {
  return correlation('cosy', -1 / Math.max(1, largest - 1), 1);
}

function sds({ points }: ResidualShape): ResidualParameter[] {
  return points.map((level) => ({ quantity: { kind: 'residualSd', level }, prior: null }));
}

/** The factor of C with these sds and correlations; sds of 1 where there are none. */
function factorOf(
  { points }: ResidualShape,
  ofPoints: readonly Expression[],
  correlate: (i: number, j: number) => Expression,
): readonly Expression[] {
  const unit = choleskyTriangle(points.length, correlate);
  if (ofPoints.length === 0) return unit;
  const rowOf = points.flatMap((_, i) => Array.from({ length: i + 1 }, () => i));
  return unit.map((entry, e) => mul(ofPoints[rowOf[e]], entry));
}

const one = constant(1);

/** Steps of time between two points. */
const gap = ({ times }: ResidualShape, i: number, j: number): number =>
  times === null ? i - j : times[i] - times[j];

/**
 * gamma phi^(h - 1) at lag h, the correlations of e_t = phi e_(t-1) + a_t + theta a_(t-1): Box, Jenkins & Reinsel 2008,
 * equation 3.4.6.
 */
function armaCorrelation(phi: Expression, theta: Expression, lag: number): Expression {
  if (lag === 0) return one;
  const product = mul(phi, theta);
  const first = div(mul(add(1, product), add(phi, theta)), add(add(1, mul(2, product)), mul(theta, theta)));
  return mul(first, wholePower(phi, lag - 1));
}

const whole = { freeCorrelations: false, absorbsIntercept: false } as const;

/** All structures but independence, `iid`. */
export const residualStructures: readonly ResidualStructure[] = [
  {
    ...whole,
    name: 'ar1',
    spelling: 'ar1(time | g)',
    of: 'wholeTime',
    kind: 'decay',
    homogeneous: true,
    parameters: () => [ar],
    toEngine: (values) => values,
    entry: ([rho], { a, b }) => decay(rho, Math.abs(a - b)),
    words: "ar^|t - t'|",
  },
  {
    ...whole,
    name: 'cs',
    spelling: 'cs(1 | g)',
    of: 'nothing',
    kind: 'exchangeable',
    homogeneous: true,
    parameters: (shape) => [commonCorrelation(shape)],
    toEngine: (values) => values,
    absorbsIntercept: true,
    entry: ([rho], { same }) => (same ? 1 : rho),
    words: 'cosy',
  },
  {
    ...whole,
    name: 'diag',
    spelling: 'diag(f)',
    of: 'stratum',
    kind: 'strata',
    homogeneous: false,
    parameters: sds,
    toEngine: (values) => values,
    entry: (values, { a, same }) => (same ? values[a] * values[a] : 0),
    words: '0',
  },
  {
    ...whole,
    name: 'car1',
    spelling: 'car1(time | g)',
    of: 'time',
    kind: 'decay',
    homogeneous: true,
    parameters: () => [correlation('car', 0, 1)],
    toEngine: (values) => values,
    entry: ([rho], { a, b }) => decay(rho, Math.abs(a - b)),
    words: "car^|t - t'|",
  },
  {
    name: 'us',
    spelling: 'us(time | g)',
    of: 'point',
    kind: 'points',
    homogeneous: false,
    parameters: sds,
    freeCorrelations: true,
    toEngine: (values, _, correlation) =>
      correlation.flatMap((row, i) => row.map((entry) => mul(values[i], entry))),
    absorbsIntercept: true,
    entry: (values, { a, b }, { points }) => {
      const [later, earlier] = [Math.max(a, b), Math.min(a, b)];
      const pair = points.length + (later * (later - 1)) / 2 + earlier;
      return values[a] * values[b] * (a === b ? 1 : values[pair]);
    },
    words: 'one for every two time points',
  },
  {
    ...whole,
    name: 'hetar1',
    spelling: 'hetar1(time | g)',
    of: 'wholePoint',
    kind: 'points',
    homogeneous: false,
    parameters: (shape) => [...sds(shape), ar],
    toEngine: (values, shape) =>
      factorOf(shape, values.slice(0, -1), (i, j) => wholePower(values[values.length - 1], gap(shape, i, j))),
    entry: (values, { a, b }, shape) =>
      values[a] * values[b] * decay(values[shape.points.length], Math.abs(gap(shape, a, b))),
    words: "ar^|t - t'|",
  },
  {
    ...whole,
    name: 'hetcs',
    spelling: 'hetcs(time | g)',
    of: 'point',
    kind: 'points',
    homogeneous: false,
    parameters: (shape) => [...sds(shape), commonCorrelation({ ...shape, largest: shape.points.length })],
    toEngine: (values, shape) =>
      factorOf(shape, values.slice(0, -1), (i, j) => (i === j ? one : values[values.length - 1])),
    entry: (values, { a, b }, { points }) => values[a] * values[b] * (a === b ? 1 : values[points.length]),
    words: 'cosy',
  },
  {
    ...whole,
    name: 'arma11',
    spelling: 'arma11(time | g)',
    of: 'wholePoint',
    kind: 'points',
    homogeneous: true,
    parameters: () => [ar, correlation('ma', -1, 1)],
    toEngine: (values, shape) =>
      factorOf(shape, [], (i, j) => armaCorrelation(values[0], values[1], gap(shape, i, j))),
    entry: ([phi, theta], { a, b }, shape) => {
      const lag = Math.abs(gap(shape, a, b));
      if (lag === 0) return 1;
      const first = ((1 + phi * theta) * (phi + theta)) / (1 + 2 * phi * theta + theta * theta);
      return first * decay(phi, lag - 1);
    },
    words: 'that of an ARMA(1, 1) process with ar and ma',
  },
];
