import { pow } from './elementary.ts';

/** Any array of numbers that is only read; a Float64Array fits. */
export interface Vec {
  readonly length: number;
  readonly [i: number]: number;
}

/**
 * The one interface every sampler meets. A plain object literal is a perfectly good one.
 * lp may be off by a constant, the same on every call. `-Infinity` means "outside the support, reject me" and leaves
 * `gradOut` unspecified; NaN or `+Infinity` counts as a divergence and goes no further. The caller owns both arrays
 * and nobody keeps them.
 */
export interface LogDensity {
  readonly dimension: number;
  /** Writes d lp / d theta into `gradOut` and returns lp; both arrays have length `dimension`. */
  logDensityAndGradient(theta: Vec, gradOut: Float64Array): number;
}

/** How far a gradient is from central differences. Where it cannot be told, `worst` is NaN. */
export interface GradientCheck {
  /** Whether `worst` is within the tolerance; false where the log density is not finite, or throws. */
  readonly ok: boolean;
  /** One sentence with the evidence. */
  readonly text: string;
  /** Largest |gradient - difference| / (1 + |difference|) over the coordinates. */
  readonly worst: number;
  /** Coordinate where it is largest. */
  readonly coordinate: number;
  readonly gradient: Float64Array;
  readonly differences: Float64Array;
}

/**
 * Compares a log density's gradient with Richardson-extrapolated central differences at `theta`.
 * The extrapolation is of order h^4: with the default h of 1e-3 (1 + |theta_i|) smooth densities agree to about 1e-8.
 * Never throws for a density: one that does, or is not finite at theta, is not ok.
 */
export function checkGradient(target: LogDensity, theta: Vec, step = 1e-3, tolerance = 1e-6): GradientCheck {
  try {
    const compared = compareGradient(target, theta, step);
    const { worst, coordinate, lp } = compared;
    if (!Number.isFinite(lp))
      return { ...compared, ok: false, text: `the log density at this point is ${lp}` };
    const ok = worst <= tolerance;
    const where = `${worst.toPrecision(2)} from differences at coordinate ${coordinate}, tolerance ${tolerance}`;
    return { ...compared, ok, text: `the gradient is ${ok ? 'right' : 'WRONG'}: ${where}` };
  } catch (error) {
    const nothing = new Float64Array(0);
    const text = `the log density threw ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, text, worst: Number.NaN, coordinate: 0, gradient: nothing, differences: nothing };
  }
}

function compareGradient(target: LogDensity, theta: Vec, step: number) {
  const n = target.dimension;
  const point = Float64Array.from({ length: n }, (_, i) => theta[i]);
  const gradient = new Float64Array(n);
  const lp = target.logDensityAndGradient(point, gradient);
  const scratch = new Float64Array(n);
  const differences = new Float64Array(n);
  if (!Number.isFinite(lp)) return { lp, worst: Number.NaN, coordinate: 0, gradient, differences };
  let worst = 0;
  let coordinate = 0;
  for (let i = 0; i < n; i++) {
    const centre = point[i];
    const h = step * (1 + Math.abs(centre));
    const slope = (by: number): number => {
      point[i] = centre + by;
      const up = target.logDensityAndGradient(point, scratch);
      point[i] = centre - by;
      const down = target.logDensityAndGradient(point, scratch);
      point[i] = centre;
      return (up - down) / (2 * by);
    };
    const difference = (4 * slope(h / 2) - slope(h)) / 3;
    differences[i] = difference;
    const error = Math.abs(gradient[i] - difference) / (1 + Math.abs(difference));
    if (error > worst || Number.isNaN(error)) {
      worst = error;
      coordinate = i;
    }
  }
  return { lp, worst, coordinate, gradient, differences };
}

/** What went wrong at one wild point. */
export interface StressFinding {
  readonly theta: Float64Array;
  readonly problem: string;
}

/** Below this lp a gradient may overflow before lp does; no sampler goes there. */
const hopeless = -1e100;

/**
 * Tries a log density at wild points: random ones from 0.01 to 1000 in size.
 * Reports exceptions, lp = +Infinity, a finite lp with a non-finite gradient, and answers that differ when asked twice.
 * An lp of -Infinity or NaN, or below -1e100, is allowed: samplers reject it.
 * @param uniform draws in [0, 1), such as `stream(seed).uniform`
 */
export function stressTest(target: LogDensity, uniform: () => number, points = 50): StressFinding[] {
  const findings: StressFinding[] = [];
  for (let k = 0; k < points; k++) {
    const radius = pow(10, -2 + (5 * k) / points);
    const theta = Float64Array.from({ length: target.dimension }, () => radius * (2 * uniform() - 1));
    const problem = problemAt(target, theta);
    if (problem !== null) findings.push({ theta, problem });
  }
  return findings;
}

function problemAt(target: LogDensity, theta: Float64Array): string | null {
  const gradient = new Float64Array(target.dimension);
  const again = new Float64Array(target.dimension);
  try {
    const lp = target.logDensityAndGradient(theta, gradient);
    const lpAgain = target.logDensityAndGradient(theta, again);
    if (lp === Number.POSITIVE_INFINITY) return 'log density is +Infinity';
    if (!Object.is(lp, lpAgain)) return `two calls gave ${lp} and ${lpAgain}`;
    if (!(lp > hopeless)) return null;
    const bad = gradient.findIndex((g) => !Number.isFinite(g));
    if (bad >= 0) return `log density is ${lp} but gradient[${bad}] is ${gradient[bad]}`;
    const other = gradient.findIndex((g, i) => !Object.is(g, again[i]));
    return other >= 0 ? `gradient[${other}] differs between two calls` : null;
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}
