import { digamma, exp, lgamma, log, log1p, log1pexp, logistic, trigamma } from '../engine/elementary.ts';
import type { LogDensity, Vec } from '../engine/logDensity.ts';
import { gamma } from '../engine/rng/index.ts';
import type { Rng } from '../engine/rng.ts';

/** A log density that can also be drawn from exactly: what transitions and samplers are tried on. */
export interface ExactDensity extends LogDensity {
  /** A new, independent draw. */
  draw(rng: Rng): Float64Array;
}

/** One whose means and sds are known too; its log density is normalised. */
export interface KnownDensity extends ExactDensity {
  readonly name: string;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

const logRootTwoPi = 0.5 * log(2 * Math.PI);

/** Writes what `of` says of each coordinate alone, and returns the sum of the log densities. */
function independent(
  theta: Vec,
  gradOut: Float64Array,
  of: (x: number) => { readonly lp: number; readonly slope: number },
): number {
  let sum = 0;
  for (let i = 0; i < gradOut.length; i++) {
    const { lp, slope } = of(theta[i]);
    sum += lp;
    gradOut[i] = slope;
  }
  return sum;
}

const filled = (n: number, value: number): Float64Array => new Float64Array(n).fill(value);
const normals = (rng: Rng, n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());

/** Normal with a mean and a lower triangular factor L of the covariance L L', row by row. */
export function normalDensity(mean: Float64Array, factor: Float64Array): KnownDensity {
  const n = mean.length;
  const logScale = mean.reduce((sum, _, i) => sum + log(factor[i * (n + 1)]) + logRootTwoPi, 0);
  const sd = mean.map((_, i) => Math.sqrt(rowOf(factor, n, i).reduce((s, v) => s + v * v, 0)));
  const z = new Float64Array(n);
  return {
    name: `normal in ${n}`,
    ...{ dimension: n, mean, sd },
    draw: (rng) => {
      const own = normals(rng, n);
      return mean.map((m, i) => rowOf(factor, n, i).reduce((s, v, j) => s + v * own[j], m));
    },
    logDensityAndGradient(theta, gradOut) {
      let lp = -logScale;
      for (let i = 0; i < n; i++) {
        z[i] = theta[i] - mean[i];
        for (let j = 0; j < i; j++) z[i] -= factor[i * n + j] * z[j];
        z[i] /= factor[i * (n + 1)];
        lp -= 0.5 * z[i] * z[i];
      }
      for (let i = n - 1; i >= 0; i--) {
        gradOut[i] = -z[i];
        for (let k = i + 1; k < n; k++) gradOut[i] -= factor[k * n + i] * gradOut[k];
        gradOut[i] /= factor[i * (n + 1)];
      }
      return lp;
    },
  };
}

function rowOf(factor: Float64Array, n: number, i: number): Float64Array {
  return factor.subarray(i * n, i * n + i + 1);
}

/** theta_0 = z_0, theta_1 = z_1 + bend (theta_0^2 - 1), and standard normals behind. */
export function bananaDensity(n: number, bend: number): KnownDensity {
  const sd = filled(n, 1);
  sd[1] = Math.sqrt(1 + 2 * bend * bend);
  return {
    name: `banana in ${n}, bend ${bend}`,
    ...{ dimension: n, mean: filled(n, 0), sd },
    draw: (rng) => {
      const z = normals(rng, n);
      z[1] += bend * (z[0] * z[0] - 1);
      return z;
    },
    logDensityAndGradient(theta, gradOut) {
      const off = theta[1] - bend * (theta[0] * theta[0] - 1);
      let lp = -n * logRootTwoPi;
      for (let i = 0; i < n; i++) {
        const z = i === 1 ? off : theta[i];
        lp -= 0.5 * z * z;
        gradOut[i] = -z;
      }
      gradOut[0] += 2 * bend * theta[0] * off;
      return lp;
    },
  };
}

/** theta_0 = v is N(0, spread^2), the others N(0, exp(v)) given it. Neal 2003 has a spread of 3. */
export function funnelDensity(n: number, spread: number): KnownDensity {
  const sd = filled(n, exp((spread * spread) / 4));
  sd[0] = spread;
  return {
    name: `funnel in ${n}, spread ${spread}`,
    ...{ dimension: n, mean: filled(n, 0), sd },
    draw: (rng) => {
      const v = spread * rng.normal();
      const neck = exp(v / 2);
      return Float64Array.from({ length: n }, (_, i) => (i === 0 ? v : neck * rng.normal()));
    },
    logDensityAndGradient(theta, gradOut) {
      const v = theta[0];
      const precision = exp(-v);
      let squares = 0;
      for (let i = 1; i < n; i++) {
        squares += theta[i] * theta[i];
        gradOut[i] = -precision * theta[i];
      }
      const z = v / spread;
      gradOut[0] = -z / spread + 0.5 * (precision * squares - (n - 1));
      return -0.5 * (z * z + precision * squares + (n - 1) * v) - n * logRootTwoPi - log(spread);
    },
  };
}

/** Multivariate Student-t around 0 with unit scales; `df` above 2. */
export function studentTDensity(n: number, df: number): KnownDensity {
  const constant = lgamma((df + n) / 2) - lgamma(df / 2) - (n / 2) * log(df * Math.PI);
  return {
    name: `student_t in ${n}, df ${df}`,
    ...{ dimension: n, mean: filled(n, 0), sd: filled(n, Math.sqrt(df / (df - 2))) },
    draw: (rng) => {
      const stretch = Math.sqrt(df / (2 * gamma(rng, df / 2)));
      return normals(rng, n).map((z) => z * stretch);
    },
    logDensityAndGradient(theta, gradOut) {
      let squares = 0;
      for (let i = 0; i < n; i++) squares += theta[i] * theta[i];
      for (let i = 0; i < n; i++) gradOut[i] = (-(df + n) * theta[i]) / (df + squares);
      return constant - ((df + n) / 2) * log1p(squares / df);
    },
  };
}

/** Independent logistic variables of one scale. */
export function logisticDensity(n: number, scale: number): KnownDensity {
  return {
    name: `logistic in ${n}, scale ${scale}`,
    ...{ dimension: n, mean: filled(n, 0), sd: filled(n, (scale * Math.PI) / Math.sqrt(3)) },
    draw: (rng) =>
      Float64Array.from({ length: n }, () => {
        const u = rng.uniform();
        return scale * (log(u) - log1p(-u));
      }),
    logDensityAndGradient: (theta, gradOut) =>
      independent(theta, gradOut, (x) => {
        const z = x / scale;
        return { lp: -z - 2 * log1pexp(-z) - log(scale), slope: (1 - 2 * logistic(z)) / scale };
      }),
  };
}

/** Independent logs of gamma variables of one shape: skewed, steep on one side. */
export function logGammaDensity(n: number, shape: number): KnownDensity {
  const constant = lgamma(shape);
  return {
    name: `log of gamma in ${n}, shape ${shape}`,
    ...{ dimension: n, mean: filled(n, digamma(shape)), sd: filled(n, Math.sqrt(trigamma(shape))) },
    draw: (rng) => Float64Array.from({ length: n }, () => log(gamma(rng, shape))),
    logDensityAndGradient: (theta, gradOut) =>
      independent(theta, gradOut, (x) => {
        const value = exp(x);
        return { lp: shape * x - value - constant, slope: shape - value };
      }),
  };
}

/** Standard normals, the first of them around `apart` with chance `weight` and around -apart otherwise. */
export function mixtureDensity(n: number, apart: number, weight: number): KnownDensity {
  const [mean, sd] = [filled(n, 0), filled(n, 1)];
  mean[0] = (2 * weight - 1) * apart;
  sd[0] = Math.sqrt(1 + 4 * weight * (1 - weight) * apart * apart);
  const logOdds = log(weight) - log1p(-weight);
  return {
    name: `mixture in ${n}, ${apart} either side`,
    ...{ dimension: n, mean, sd },
    draw: (rng) => {
      const centre = rng.uniform() < weight ? apart : -apart;
      const z = normals(rng, n);
      z[0] += centre;
      return z;
    },
    logDensityAndGradient(theta, gradOut) {
      let lp = log1p(-weight) - n * logRootTwoPi;
      for (let i = 0; i < n; i++) {
        const z = i === 0 ? theta[0] + apart : theta[i];
        lp -= 0.5 * z * z;
        gradOut[i] = -z;
      }
      const above = logOdds + 2 * apart * theta[0]; // log odds of the upper part here
      gradOut[0] += 2 * apart * logistic(above);
      return lp + log1pexp(above);
    },
  };
}
