import { checkLaplaceFit } from '../../models/arguments.ts';
import { type ConditionalMode, conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import { type ParameterEstimate, parameterEstimates } from '../../models/likelihood/waldIntervals.ts';
import { normalHalfWidth } from '../engine/elementary/distributions.ts';
import type { BetterIntervals } from './betterIntervals.ts';
import { droppedNotes } from './describeModel.ts';
import { type LaplaceVerdict, laplaceVerdict } from './laplaceVerdict.ts';

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

/** Gathers a report. Throws InputError for a level outside 0..1. */
export function laplaceReport(
  result: LaplaceResult,
  level = 0.95,
  intervals: BetterIntervals = { kind: 'wald' },
): LaplaceReport {
  checkLaplaceFit('laplaceReport', result);
  const halfWidth = normalHalfWidth(level);
  const verdict = laplaceVerdict(result, intervals);
  return {
    result,
    level,
    intervals,
    parameters: withIntervals(parameterEstimates(result, { level }), intervals),
    effects: conditionalModes(result).map((effect) => ({
      ...effect,
      lower: effect.mode - halfWidth * effect.conditionalSd,
      upper: effect.mode + halfWidth * effect.conditionalSd,
    })),
    verdict,
    warnings: [...droppedNotes(result.model).map(({ text }) => text), ...verdict.warnings],
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
