import { coefficientLabel } from '../../src/engine/program/quantity.ts';
import { checkLaplaceFit } from '../arguments.ts';
import { groupsOf } from '../design/terms.ts';
import type { Note } from '../notes.ts';
import { type ConditionalMode, conditionalModes } from './conditionalModes.ts';
import type { LaplaceResult } from './laplace.ts';

/** A smooth and how many coefficients it is worth. */
export interface SmoothEdf {
  /** `s(x)`, `s(x,by=f):fa` of one level, `sigma_s(x)` of another linear predictor than the mean's. */
  readonly smooth: string;
  /** From 1, a straight line, to the number of its basis functions less the constant. */
  readonly edf: number;
}

/**
 * Effective degrees of freedom of every smooth: the trace of its block of the influence matrix, 1 + sum_c (1 - v_c / sd^2) with v_c
 * the coefficients' conditional variances, the population's other coefficients held. As summary.gam of mgcv where there is
 * nothing else; with other predictors about 1 % higher, since mgcv counts that those are estimated too.
 */
export function smoothEdf(result: LaplaceResult): SmoothEdf[] {
  checkLaplaceFit('smoothEdf', result);
  return edfFrom(result, conditionalModes(result));
}

function edfFrom({ model, population }: LaplaceResult, modes: readonly ConditionalMode[]): SmoothEdf[] {
  return groupsOf(model.design).flatMap(({ predictors: [predictor], group, smooth }) => {
    if (smooth === undefined) return [];
    const at = population.quantities.findIndex(
      (q) => q.kind === 'sd' && q.group === group && q.predictor === predictor,
    );
    const variance = population.estimates[at] * population.estimates[at];
    const own = modes.filter(
      (mode) =>
        mode.quantity.kind === 'groupEffect' && mode.group === group && mode.quantity.predictor === predictor,
    );
    const kept = own.map(({ conditionalSd: sd }) => (variance === 0 ? 0 : 1 - (sd * sd) / variance));
    return [{ smooth: coefficientLabel(predictor, group), edf: kept.reduce((s, share) => s + share, 1) }];
  });
}

/** The same in words, of a fit whose modes are known. */
export function edfNotes(result: LaplaceResult, modes: readonly ConditionalMode[]): Note[] {
  return edfFrom(result, modes).map(({ smooth, edf }) => ({
    kind: 'edf',
    text: `${smooth} has ${edf.toFixed(2)} effective degrees of freedom`,
  }));
}
