import { normalHalfWidth, twoSidedP } from '../../src/engine/elementary/distributions.ts';
import { exp, log1p, tanh } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import {
  isCoefficient,
  isCorrelation,
  isFixed,
  naturalSupport,
  type Quantity,
} from '../../src/engine/program/quantity.ts';
import { checkLaplaceFit } from '../arguments.ts';
import type { LaplaceResult } from './laplace.ts';
import { type ReportedParameter, reportedParameters } from './parameters.ts';

/** Of intervals. */
export interface LevelOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

export const levelKinds: OptionKinds<LevelOptions> = { level: 'a number' };

/** A population parameter on the user's scale. NaN where something cannot be told. */
export interface ParameterEstimate {
  readonly name: string;
  readonly quantity: Quantity;
  readonly estimate: number;
  /** Delta method, from the joint curvature of all parameters. */
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** estimate / se for coefficients; NaN for the others, whose zero is no hypothesis for a normal to test. */
  readonly z: number;
  /** Two-sided, normal. */
  readonly p: number;
}

/**
 * Estimates, standard errors, tests and Wald intervals of the population parameters, in the model's order.
 * Intervals are symmetric for coefficients; for sds and other positive parameters on the log scale, for correlations on
 * the atanh scale, mapped back, so that they stay in range. What is fixed has standard error 0 and no test. Throws InputError for a level outside 0..1.
 */
export function parameterEstimates(result: LaplaceResult, options: LevelOptions = {}): ParameterEstimate[] {
  checkLaplaceFit('parameterEstimates', result);
  checkOptions('parameterEstimates', options, levelKinds);
  const { level = 0.95 } = options;
  checkLevel(level);
  const { estimates, standardErrors } = result.population;
  return reportedParameters(result.model.program).map((parameter, i) => {
    const [estimate, se] = [estimates[i], standardErrors[i]];
    const isTested = isCoefficient(parameter.quantity) && !isFixed(parameter.quantity);
    const z = isTested ? estimate / se : Number.NaN;
    const known = Number.isFinite(se);
    const [lower, upper] = known
      ? waldEnds(result, parameter, normalHalfWidth(level))
      : [Number.NaN, Number.NaN];
    return {
      name: parameter.name,
      quantity: parameter.quantity,
      estimate,
      se,
      lower,
      upper,
      z,
      p: twoSidedP(z),
    };
  });
}

/** Throws InputError unless a confidence level lies strictly between 0 and 1. */
export function checkLevel(level: number, where = 'laplace'): void {
  if (level > 0 && level < 1) return;
  const percent = level >= 1 && level < 100 ? `; did you mean ${level / 100}?` : '';
  throw new InputError(`${where}: level must lie between 0 and 1, got ${level}${percent}`);
}

function waldEnds(
  { latent, population }: LaplaceResult,
  parameter: ReportedParameter,
  halfWidth: number,
): [lower: number, upper: number] {
  const { pivot, alone, index, quantity } = parameter;
  const n = latent.alpha.length;
  if (alone) {
    const by = halfWidth * Math.sqrt(latent.covariance[pivot * (n + 1)]);
    return [valueAt(parameter, latent.alpha, -by), valueAt(parameter, latent.alpha, by)];
  }
  const [estimate, se] = [population.estimates[index], population.standardErrors[index]];
  if (naturalSupport(quantity).kind === 'positive') {
    const factor = exp((halfWidth * se) / estimate);
    return [estimate / factor, estimate * factor];
  }
  if (!isCorrelation(quantity)) return [estimate - halfWidth * se, estimate + halfWidth * se];
  const by = (halfWidth * se) / (1 - estimate * estimate);
  return [tanh(atanh(estimate) - by), tanh(atanh(estimate) + by)];
}

/** The parameter with its pivot moved. */
function valueAt(parameter: ReportedParameter, alpha: Float64Array, by: number): number {
  const moved = alpha.slice();
  moved[parameter.pivot] += by;
  return parameter.valueAndGradient(moved, new Float64Array(alpha.length));
}

export function atanh(x: number): number {
  return (log1p(x) - log1p(-x)) / 2;
}
