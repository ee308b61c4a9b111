import { allowsQuadrature } from '../../src/engine/laplace/checkCriterion.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { checkLaplaceFit } from '../arguments.ts';
import { conditionalModes } from '../likelihood/conditionalModes.ts';
import { type LaplaceResult, laplace } from '../likelihood/laplace.ts';
import type { LaplaceOptions } from '../likelihood/laplaceOptions.ts';
import {
  type ComparedParameter,
  compareWith,
  type Estimates,
  type Moments,
  momentsByName,
  type WeighedDraws,
} from './compareParameters.ts';
import { type Finding, findings, largestShift, wordyShift } from './findings.ts';
import { type LaplaceTails, laplaceParetoK } from './paretoK.ts';

/** Of `compare`. */
export interface CompareOptions {
  /** Group effects too; false if left out. */
  readonly effects?: boolean;
  /** Pareto k-hat of the Laplace fit's importance weights; true if left out. */
  readonly paretoK?: boolean;
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<CompareOptions> = {
  effects: 'true or false',
  paretoK: 'true or false',
  seed: 'a number or text',
};

/** Another fit of the same model by Laplace's method, tried because the one compared is off, or nearly. */
export interface Remedy {
  readonly kind: 'quadrature' | 'priors' | 'both';
  readonly options: LaplaceOptions;
  /** As in the comparison, group effects where that has them, and what is still off among them. */
  readonly parameters: readonly ComparedParameter[];
  readonly findings: readonly Finding[];
}

/** A Laplace fit beside the posterior of the same model. */
export interface LaplaceComparison {
  readonly result: LaplaceResult;
  readonly parameters: readonly ComparedParameter[];
  readonly findings: readonly Finding[];
  /** Null where not asked for. */
  readonly tails: LaplaceTails | null;
  /**
   * Where something is off, or nearly: how it is when priors count, and under quadrature where that applies. Fits that
   * did not converge are left out.
   */
  readonly remedies: readonly Remedy[];
}

/** Nodes suggested where Laplace's method is off: more change little (docs/laplace.md). */
const remedyNodes = 9;

/**
 * Compares parameter by parameter, and finds out what helps where they differ.
 * Throws InputError where the draws are of another model altogether.
 */
export function compareLaplace(
  draws: WeighedDraws,
  result: LaplaceResult,
  options: CompareOptions = {},
): LaplaceComparison {
  checkLaplaceFit('compare', result);
  checkOptions('compare', options, optionKinds);
  const { effects = false, paretoK = true, seed = '1' } = options;
  const estimates = estimatesOf(result, effects);
  const moments = momentsByName(draws, estimates.names);
  const parameters = compareWith(estimates, moments);
  const found = findings(parameters);
  const isNear = found.length === 0 && Math.abs(largestShift(parameters).shift) <= wordyShift;
  const remedies = isNear ? [] : tryRemedies(moments, result, effects);
  const tails = paretoK ? laplaceParetoK(result, { seed }) : null;
  return { result, parameters, findings: found, tails, remedies };
}

/** Population parameters, then group effects where asked, their uncertainty that of the population included. */
export function estimatesOf(result: LaplaceResult, effects = false): Estimates {
  const { names, estimates, standardErrors } = result.population;
  if (!effects) return { names, estimates, standardErrors };
  const modes = conditionalModes(result);
  return {
    names: [...names, ...modes.map((m) => m.name)],
    estimates: [...estimates, ...modes.map((m) => m.mode)],
    standardErrors: [...standardErrors, ...modes.map((m) => m.sd)],
  };
}

function tryRemedies(
  moments: ReadonlyMap<string, Moments>,
  result: LaplaceResult,
  effects: boolean,
): Remedy[] {
  const { model, method, quadrature } = result;
  const tried = (kind: Remedy['kind'], options: LaplaceOptions): Remedy[] => {
    const other = laplace(model, options);
    if (!other.certificate.converged) return [];
    const parameters = compareWith(estimatesOf(other, effects), moments);
    return [{ kind, options, parameters, findings: findings(parameters) }];
  };
  const withPriors = method === 'map' ? [] : tried('priors', { method: 'map', quadrature });
  if (!takesQuadrature(result)) return withPriors;
  const finer = tried('quadrature', { method, quadrature: remedyNodes });
  const both = method === 'map' ? [] : tried('both', { method: 'map', quadrature: remedyNodes });
  return [...finer, ...withPriors, ...both];
}

/** One grouping factor, few coefficients a level, one node not exact, and not done already. */
function takesQuadrature({ model: { program }, method, quadrature, fast }: LaplaceResult): boolean {
  if (program.capabilities.quadraticInEta || method === 'reml' || quadrature > 1 || fast) return false;
  return allowsQuadrature(program);
}
