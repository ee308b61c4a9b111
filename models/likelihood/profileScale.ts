import { exp, log, tanh } from '../../src/engine/elementary.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
import { isCorrelation, naturalSupport } from '../../src/engine/program/quantity.ts';
import { type ReportedParameter, solveForPivot } from './parameters.ts';
import { atanh } from './waldIntervals.ts';

/** A monotone scale of about one on which a parameter has no bounds. */
export interface ProfileScale {
  /** The estimate on it. */
  readonly at: number;
  value(t: number): number;
  /** Moves alpha's pivot so that the parameter is at t; false where it cannot. */
  place(alpha: Float64Array, t: number): boolean;
  /** d t / d alpha at the estimate. */
  readonly slopes: Float64Array;
}

/**
 * The pivot's own coordinate where the parameter reads no other; else atanh for correlations, the log for what is positive,
 * and for others their distance from the estimate over the length of their gradient.
 */
export function profileScale(parameter: ReportedParameter, alpha: Float64Array): ProfileScale {
  if (parameter.alone) return ownCoordinate(parameter, alpha);
  const slopes = new Float64Array(alpha.length);
  const estimate = parameter.valueAndGradient(alpha, slopes);
  const { at, value, unit } = workingScale(parameter, estimate, slopes);
  return {
    at,
    slopes: slopes.map((s) => s / unit),
    value,
    place: (point, t) => solveForPivot(parameter, point, value(t)),
  };
}

/** The estimate on the scale, the way back, and d parameter / d t at the estimate. */
function workingScale(
  { quantity }: ReportedParameter,
  estimate: number,
  slopes: Float64Array,
): { at: number; value: (t: number) => number; unit: number } {
  if (isCorrelation(quantity)) return { at: atanh(estimate), value: tanh, unit: 1 - estimate * estimate };
  if (naturalSupport(quantity).kind === 'positive') return { at: log(estimate), value: exp, unit: estimate };
  const unit = Math.sqrt(dot(slopes, slopes));
  return { at: 0, value: (t) => estimate + unit * t, unit };
}

function ownCoordinate({ pivot, valueAndGradient }: ReportedParameter, alpha: Float64Array): ProfileScale {
  const moved = alpha.slice();
  const unused = new Float64Array(alpha.length);
  return {
    at: alpha[pivot],
    slopes: new Float64Array(alpha.length).fill(1, pivot, pivot + 1),
    value: (t) => {
      moved[pivot] = t;
      return valueAndGradient(moved, unused);
    },
    place: (point, t) => {
      point[pivot] = t;
      return true;
    },
  };
}
