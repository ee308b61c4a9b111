import { tanh } from '../../src/engine/elementary.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
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
 * The pivot's own coordinate where the parameter reads no other; else atanh for correlations, and for others their
 * distance from the estimate over the length of their gradient.
 */
export function profileScale(parameter: ReportedParameter, alpha: Float64Array): ProfileScale {
  if (parameter.alone) return ownCoordinate(parameter, alpha);
  const slopes = new Float64Array(alpha.length);
  const estimate = parameter.valueAndGradient(alpha, slopes);
  const isCorrelation = parameter.quantity.kind === 'correlation';
  const unit = isCorrelation ? 1 - estimate * estimate : Math.sqrt(dot(slopes, slopes));
  const value = isCorrelation ? tanh : (t: number): number => estimate + unit * t;
  return {
    at: isCorrelation ? atanh(estimate) : 0,
    slopes: slopes.map((s) => s / unit),
    value,
    place: (point, t) => solveForPivot(parameter, point, value(t)),
  };
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
