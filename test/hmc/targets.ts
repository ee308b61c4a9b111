import type { ChainState } from '../../src/engine/hmc/nuts.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import type { Rng } from '../../src/engine/rng.ts';

/** N(0, inverse of `precision`), the constant left out. */
export function normalTarget(precision: readonly (readonly number[])[]): LogDensity {
  return {
    dimension: precision.length,
    logDensityAndGradient(theta, gradOut) {
      let quadratic = 0;
      precision.forEach((row, i) => {
        const slope = row.reduce((s, value, j) => s + value * theta[j], 0);
        quadratic += theta[i] * slope;
        gradOut[i] = -slope;
      });
      return -0.5 * quadratic;
    },
  };
}

/** Independent coordinates, each with the log density `log` and its slope. */
export function productTarget(
  dimension: number,
  log: (x: number) => number,
  slope: (x: number) => number,
): LogDensity {
  return {
    dimension,
    logDensityAndGradient(theta, gradOut) {
      let lp = 0;
      for (let i = 0; i < dimension; i++) {
        lp += log(theta[i]);
        gradOut[i] = slope(theta[i]);
      }
      return lp;
    },
  };
}

export const standardNormal = (dimension: number): LogDensity =>
  productTarget(
    dimension,
    (x) => -0.5 * x * x,
    (x) => -x,
  );

/** The logistic distribution: tails heavier than normal, everything else tame. */
export const logisticTarget: LogDensity = productTarget(
  1,
  (x) => -Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x))),
  (x) => -Math.tanh(x / 2),
);

/** A curved two-dimensional density: x ~ N(0, 1), y | x ~ N(x^2, 0.5^2). */
export const banana: LogDensity = {
  dimension: 2,
  logDensityAndGradient(theta, gradOut) {
    const [x, y] = [theta[0], theta[1]];
    const r = (y - x * x) / 0.25;
    gradOut[0] = -x + 2 * x * r;
    gradOut[1] = -r;
    return -0.5 * x * x - 0.5 * r * (y - x * x);
  },
};

export function stateAt(target: LogDensity, theta: readonly number[]): ChainState {
  const gradient = new Float64Array(target.dimension);
  const lp = target.logDensityAndGradient(theta, gradient);
  return { theta: Float64Array.from(theta), gradient, lp };
}

/** An Rng that reads its uniforms and normals off two lists, and complains when one runs out. */
export function scripted(uniforms: readonly number[], normals: readonly number[]): Rng & { left(): number } {
  const [u, n] = [[...uniforms], [...normals]];
  const next = (list: number[], what: string): number => {
    const value = list.shift();
    if (value === undefined) throw new Error(`the script has no more ${what}`);
    return value;
  };
  return {
    uniform: () => next(u, 'uniforms'),
    normal: () => next(n, 'normals'),
    integer: () => {
      throw new Error('not scripted');
    },
    state: () => {
      throw new Error('not scripted');
    },
    left: () => u.length,
  };
}

/** Largest distance between the empirical distribution of the sorted values and `cdf`, times sqrt(n). */
export function kolmogorov(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((x, i) => Math.max(Math.abs(cdf(x) - i / n), Math.abs((i + 1) / n - cdf(x))));
  return Math.sqrt(n) * gaps.reduce((most, gap) => Math.max(most, gap), 0);
}
