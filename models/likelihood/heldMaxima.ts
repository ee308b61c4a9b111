import { type Maximum, maximise } from '../../src/engine/laplace/maximise.ts';
import type { OuterTarget } from '../../src/engine/laplace/outerTarget.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { runOff } from './identified.ts';
import type { LaplaceResult } from './laplace.ts';
import type { ReportedParameter } from './parameters.ts';
import type { ProfileScale } from './profileScale.ts';

/** log p(y) maximised with a parameter held. */
export interface HeldMaximum {
  readonly value: number;
  /** Whether that is the maximum, and not merely as far as the search came. */
  readonly settled: boolean;
}

/** The highest log p(y) known with a parameter held at t. */
export interface HeldMaxima {
  /** From where the last search above the least value ended. */
  at(t: number): HeldMaximum;
  /** As well from other places, where coordinates have run off: for values that something hangs on. */
  thorough(t: number): HeldMaximum;
}

/** Searches end below this gain still promised, in log likelihood; */
const gain = 1e-9;
/** those that rounding stopped above this one have not ended: it is half the tolerance in the root of the deviance. */
const settledGain = 1e-6;

/**
 * log p(y) maximised with the parameter held. Each search starts where the last one above `least` ended, or that much
 * farther along the ridge that the curvature at the fit tells of, whichever is higher: far out, a search may end on a plain
 * where group effects have been given up. Coordinates that have run off, as the log of an sd at zero does, are looked for
 * elsewhere too: what is best for them at the estimate need not be with the parameter held.
 * The other coordinates are alpha[i] - direction[i] alpha[pivot], which moving along the parameter's direction leaves as
 * they are.
 */
export function heldMaxima(
  fit: LaplaceResult,
  target: OuterTarget,
  parameter: ReportedParameter,
  scale: ProfileScale,
  least: number,
): HeldMaxima {
  const { alpha } = fit.latent;
  const others = Array.from(alpha, (_, i) => i).filter((i) => i !== parameter.pivot);
  const { pivot, direction } = parameter;
  const { inverse, ridge } = conditional(fit, parameter, scale.slopes, others);
  const densityAt = heldDensity(fit, target, parameter, scale, others);
  const unused = new Float64Array(others.length);
  let last = { t: scale.at, rest: Float64Array.from(others, (i) => alpha[i] - direction[i] * alpha[pivot]) };
  const highest = (t: number, search: (density: LogDensity, found: Maximum) => Maximum): HeldMaximum => {
    const density = densityAt(t);
    const ahead = last.rest.map((x, a) => x + (t - last.t) * ridge[a]);
    const [stay, go] = [last.rest, ahead].map((x) => density.logDensityAndGradient(x, unused));
    const start = go > stay || !Number.isFinite(stay) ? ahead : last.rest;
    const found = search(density, climb(density, start, inverse));
    if (found.value >= least) last = { t, rest: Float64Array.from(found.point) };
    return { value: found.value, settled: isSettled(found) };
  };
  return {
    at: (t) => highest(t, recalled),
    thorough: (t) => highest(t, (density, found) => recalled(density, fromHome(density, found))),
  };
}

/** The target as a function of the other coordinates, the parameter held at t. */
function heldDensity(
  { latent }: LaplaceResult,
  target: OuterTarget,
  { pivot, direction, valueAndGradient, alone }: ReportedParameter,
  { place }: ProfileScale,
  others: readonly number[],
): (t: number) => LogDensity {
  const alpha = latent.alpha.slice();
  const full = new Float64Array(alpha.length);
  const along = new Float64Array(alpha.length);
  target.mode.z.set(latent.z);
  return (t) => ({
    dimension: others.length,
    logDensityAndGradient(rest, gradOut) {
      others.forEach((i, a) => {
        alpha[i] = rest[a] + direction[i] * alpha[pivot];
      });
      if (!place(alpha, t)) {
        alpha[pivot] = latent.alpha[pivot];
        return Number.NEGATIVE_INFINITY;
      }
      const lp = target.logDensityAndGradient(alpha, full);
      if (!alone) valueAndGradient(alpha, along);
      const gain = alone ? 0 : dot(full, direction) / dot(along, direction);
      others.forEach((i, a) => {
        gradOut[a] = full[i] - gain * along[i];
      });
      return lp;
    },
  });
}

/** Where the curvature misleads, once more without. */
function climb(density: LogDensity, start: Float64Array, inverse: Float64Array | null): Maximum {
  const options = { gain, longest: 4, mostIterations: 200 };
  const first = maximise(density, start, { ...options, inverse });
  if (inverse === null || isSettled(first) || !Number.isFinite(first.value)) return first;
  return maximise(density, first.point, { ...options, inverse: null });
}

function isSettled({ value, promised }: Maximum): boolean {
  return Number.isFinite(value) && promised <= settledGain;
}

/** With a coordinate that has run off may have gone those farther than this from 0, such as its correlations. */
const out = 1;

function strayed({ point }: Maximum): number[] {
  if (!point.some((x) => Math.abs(x) > runOff)) return [];
  return Array.from(point, (_, a) => a).filter((a) => Math.abs(point[a]) > out);
}

function higher(a: Maximum, b: Maximum): Maximum {
  return b.value > a.value ? b : a;
}

/** Where strayed coordinates are looked for: sds of e^-8 of their scale and more, correlations within 1e-6 of 1. */
const looks = Array.from({ length: 17 }, (_, k) => k - 8);

/**
 * A search once more from where strayed coordinates, tried one by one, do better. Near the end of its range a variance
 * changes the likelihood by a term of first order: whether it should leave zero is seen by it alone, the others at their
 * best.
 */
function recalled(density: LogDensity, found: Maximum): Maximum {
  const unused = new Float64Array(density.dimension);
  let best = { point: found.point, value: found.value + gain };
  for (const a of strayed(found)) {
    const { point: from } = best;
    for (const look of looks) {
      const point = from.slice();
      point[a] = look;
      const value = density.logDensityAndGradient(point, unused);
      if (value > best.value) best = { point, value };
    }
  }
  return best.point === found.point ? found : higher(found, climb(density, best.point, null));
}

/** Searches with strayed coordinates at 0, where fits start, and with each to either side: correlations of either sign. */
function fromHome(density: LogDensity, found: Maximum): Maximum {
  const away = strayed(found);
  if (away.length === 0) return found;
  const home = (by: number): Float64Array => found.point.map((x, a) => (away.includes(a) ? by : x));
  const sides = away.flatMap((a) => [home(-1).fill(-aside, a, a + 1), home(-1).fill(aside, a, a + 1)]);
  return [home(0), ...sides].reduce((best, start) => higher(best, climb(density, start, null)), found);
}

/** A correlation of 0.995. */
const aside = 3;

/** The other coordinates with the parameter held, as the curvature at the fit has them. */
interface Conditional {
  /** Covariance; null where the curvature gives none. */
  readonly inverse: Float64Array | null;
  /** How their optimum moves with the parameter; 0 where the curvature does not say. */
  readonly ridge: Float64Array;
}

function conditional(
  { latent }: LaplaceResult,
  { pivot, direction }: ReportedParameter,
  ofAlpha: Float64Array,
  others: readonly number[],
): Conditional {
  const n = latent.alpha.length;
  const c = latent.covariance.slice();
  for (const f of latent.flat)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c[i * n + j] += f[i] * f[j];
  // from alpha to alpha[pivot] and alpha[i] - direction[i] alpha[pivot]
  for (const i of others) for (let j = 0; j < n; j++) c[i * n + j] -= direction[i] * c[pivot * n + j];
  for (const i of others) for (let j = 0; j < n; j++) c[j * n + i] -= direction[i] * c[j * n + pivot];
  const slopes = ofAlpha.slice();
  slopes[pivot] = dot(ofAlpha, direction);
  const along = slopes.map((_, i) => slopes.reduce((sum, s, j) => sum + c[i * n + j] * s, 0));
  const variance = along.reduce((sum, a, i) => sum + a * slopes[i], 0);
  if (!(variance > 0) || others.length === 0)
    return { inverse: null, ridge: new Float64Array(others.length) };
  return {
    inverse: Float64Array.from(
      others.flatMap((i) => others.map((j) => c[i * n + j] - (along[i] * along[j]) / variance)),
    ),
    ridge: Float64Array.from(others, (i) => along[i] / variance),
  };
}
