import { normalHalfWidth } from '../../src/engine/elementary/distributions.ts';
import { InputError } from '../../src/engine/errors.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import type { OuterTarget } from '../../src/engine/laplace/outerTarget.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { checkOptions, describeValue } from '../../src/engine/options.ts';
import { isFixed } from '../../src/engine/program/quantity.ts';
import { checkLaplaceFit } from '../arguments.ts';
import { type HeldMaximum, heldMaxima } from './heldMaxima.ts';
import { isHeld } from './identified.ts';
import { type LaplaceResult, laplace } from './laplace.ts';
import { criterionOf } from './laplaceOptions.ts';
import { confirmedRoot, type Sample } from './outwardRoot.ts';
import { type ReportedParameter, reportedParameters } from './parameters.ts';
import { type ProfileScale, profileScale } from './profileScale.ts';
import { checkLevel, type LevelOptions, levelKinds } from './waldIntervals.ts';

/** A profile-likelihood interval on the user's scale. */
export interface ProfileInterval {
  readonly name: string;
  /** Maximum likelihood, also where the fit was by REML. */
  readonly estimate: number;
  /**
   * The end of the parameter's range (0 for an sd, -1 for a correlation) where the likelihood never falls far enough.
   * NaN where it seems to, but the search for the highest likelihood there did not finish: the end may lie farther out.
   */
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  /** The highest log likelihood met on the way less the fit's: above 1e-4 the fit was not at the maximum. */
  readonly excess: number;
}

/**
 * Profile-likelihood intervals: the values c of a parameter for which twice the log likelihood maximised over everything
 * else falls by no more than the chi-square quantile with one degree of freedom. All reported population parameters, or
 * those named. A REML fit is refitted by maximum likelihood first, as lme4's confint does.
 * Throws InputError for a name the model does not report, a level outside 0..1, and for fits that maximise no likelihood
 * ('map', fast).
 */
export function profile(
  result: LaplaceResult,
  names?: string | readonly string[],
  options: LevelOptions = {},
): ProfileInterval[] {
  checkLaplaceFit('profile', result);
  checkOptions('profile', options, levelKinds);
  const { level = 0.95 } = options;
  checkLevel(level);
  checkProfile(result);
  const wanted = wantedNames(result, names);
  const parameters = reportedParameters(result.model.program);
  const chosen = wanted.map((name) => find(parameters, name));
  const fit = result.method === 'reml' ? laplace(result.model, { method: 'ml' }) : result;
  const target = openTarget(fit.model.program, 'exclude', criterionOf(fit), fit.latent);
  return chosen.map((parameter) => profileOf(fit, target, parameter, level));
}

function wantedNames({ population }: LaplaceResult, names?: string | readonly string[]): readonly string[] {
  if (names === undefined) return population.names.filter((_, i) => !isFixed(population.quantities[i]));
  if (typeof names === 'string') return [names];
  if (Array.isArray(names)) return names;
  throw new InputError(
    `profile: after the fit come the names of parameters, one or an array, then options; got ${describeValue(names)}`,
  );
}

/** Throws InputError for a fit that maximises no likelihood. */
export function checkProfile({ method, fast }: Pick<LaplaceResult, 'method' | 'fast'>): void {
  if (method !== 'map' && !fast) return;
  throw new InputError(
    `profile: a ${fast ? 'fast' : 'map'} fit maximises no likelihood; take method ml without fast`,
  );
}

function find(parameters: readonly ReportedParameter[], name: string): ReportedParameter {
  const found = parameters.find((parameter) => parameter.name === name);
  if (found !== undefined && isFixed(found.quantity))
    throw new InputError(`profile: ${name} is constant by its prior; there is nothing to profile`);
  if (found !== undefined) return found;
  const names = parameters.map((parameter) => parameter.name);
  throw new InputError(
    `profile: no parameter "${name}" (have: ${names.join(', ')})${didYouMean(name, names)}`,
  );
}

/** Steps beyond this from the estimate and from 0, in coordinates on a scale of about one, find no end... */
const farthest = 40;
/** ...unless that is less than this many times the half width of a Wald interval. */
const farInWidths = 8;
/** Ends are this exact in the root of the deviance, which is in standard errors. */
const tolerance = 1e-6;

function profileOf(
  fit: LaplaceResult,
  target: OuterTarget,
  parameter: ReportedParameter,
  level: number,
): ProfileInterval {
  const { logMarginal, alpha } = fit.latent;
  const halfWidth = normalHalfWidth(level);
  const scale = profileScale(parameter, alpha);
  const step = halfWidth * firstStep(fit, scale);
  const limit = Math.max(farInWidths * step, Math.abs(alpha[parameter.pivot]) + farthest);
  let excess = 0;
  /** Root of the fall in deviance, less what is allowed. */
  const beyond = (t: number, { value, settled }: HeldMaximum): Sample => {
    const fall = logMarginal - value;
    if (-fall > excess) excess = -fall;
    return { t, value: Math.sqrt(2 * Math.max(0, fall)) - halfWidth, settled };
  };
  const end = (side: 1 | -1): number => {
    const { at, thorough } = heldMaxima(
      fit,
      target,
      parameter,
      scale,
      logMarginal - (halfWidth * halfWidth) / 2,
    );
    const reach = { step: side * step, limit, tolerance };
    const root = confirmedRoot(
      (t) => beyond(t, at(t)),
      (t) => beyond(t, thorough(t)),
      { t: scale.at, value: -halfWidth, settled: true },
      reach,
    );
    if (root === null) return scale.value(side * Number.POSITIVE_INFINITY);
    return Number.isNaN(root) ? root : scale.value(root);
  };
  const estimate = fit.population.estimates[parameter.index];
  return { name: parameter.name, estimate, lower: end(-1), upper: end(1), level, excess };
}

/** The standard error on the profile's scale, or one where the curvature gives none. */
function firstStep({ latent }: LaplaceResult, { slopes }: ProfileScale): number {
  const variance = quadraticForm(latent.covariance, slopes);
  return variance > 0 && isHeld(slopes, latent.flat) ? Math.sqrt(variance) : 1;
}

function quadraticForm(m: Float64Array, x: Float64Array): number {
  return x.reduce((sum, a, i) => sum + a * x.reduce((s, b, j) => s + m[i * x.length + j] * b, 0), 0);
}
