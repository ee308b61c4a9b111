import type { Bootstrap } from '../../models/laplace/bootstrap.ts';
import { type ConditionalMode, conditionalModes } from '../../models/laplace/conditionalModes.ts';
import { normalHalfWidth } from '../../models/laplace/distributions.ts';
import type { LaplaceResult } from '../../models/laplace/laplace.ts';
import type { ProfileInterval } from '../../models/laplace/profile.ts';
import { type ParameterEstimate, parameterEstimates } from '../../models/laplace/waldIntervals.ts';
import { droppedWarning } from './fitFile.ts';
import { laplaceVerdict } from './laplaceVerdict.ts';

/** Intervals that replace the Wald intervals of the population parameters, if any. */
export type BetterIntervals =
  | { readonly kind: 'wald' }
  | { readonly kind: 'profile'; readonly profiles: readonly ProfileInterval[] }
  | { readonly kind: 'bootstrap'; readonly bootstrap: Bootstrap };

/** A group effect with its interval: mode, plus and minus its conditional sd times the normal quantile. */
export interface EffectRow extends ConditionalMode {
  readonly lower: number;
  readonly upper: number;
}

/** Everything that is told of a Laplace fit, as text or as JSON. */
export interface LaplaceReport {
  readonly result: LaplaceResult;
  readonly level: number;
  readonly intervals: BetterIntervals;
  readonly parameters: readonly ParameterEstimate[];
  readonly effects: readonly EffectRow[];
  readonly verdict: LaplaceVerdict;
  readonly warnings: readonly string[];
}

/** Whether a fit is to be trusted, in words. */
export interface LaplaceVerdict {
  /** False for a fit that did not converge or is not at the maximum; a singular fit may be fine. */
  readonly ok: boolean;
  readonly text: string;
  readonly warnings: readonly string[];
}

/** Gathers a report. Throws InputError for a level outside 0..1. */
export function laplaceReport(
  result: LaplaceResult,
  level = 0.95,
  intervals: BetterIntervals = { kind: 'wald' },
): LaplaceReport {
  const halfWidth = normalHalfWidth(level);
  const verdict = laplaceVerdict(result, intervals);
  return {
    result,
    level,
    intervals,
    parameters: withIntervals(parameterEstimates(result, level), intervals),
    effects: conditionalModes(result).map((effect) => ({
      ...effect,
      lower: effect.mode - halfWidth * effect.conditionalSd,
      upper: effect.mode + halfWidth * effect.conditionalSd,
    })),
    verdict,
    warnings: [...droppedWarning(result.model), ...verdict.warnings],
  };
}

function withIntervals(
  parameters: readonly ParameterEstimate[],
  intervals: BetterIntervals,
): ParameterEstimate[] {
  if (intervals.kind === 'wald') return [...parameters];
  const ends = intervals.kind === 'profile' ? intervals.profiles : intervals.bootstrap.intervals;
  const byName = new Map(ends.map((end) => [end.name, end]));
  return parameters.map((parameter) => {
    const { lower = Number.NaN, upper = Number.NaN } = byName.get(parameter.name) ?? {};
    return { ...parameter, lower, upper };
  });
}
