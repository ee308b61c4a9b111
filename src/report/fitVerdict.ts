import { type Verdict, verdict } from '../../diagnostics/index.ts';
import { isFixed, isMissingOutcome } from '../engine/program/quantity.ts';
import type { FitFile } from './fitSchema.ts';

/**
 * The verdict follows from what the file holds, so that a stored fit is judged as a fresh one; what is fixed has nothing to
 * judge, nor have missing outcomes, which are drawn independently given what is judged.
 */
export function verdictOf(file: Pick<FitFile, 'parameters' | 'sampler'>): Verdict {
  const estimated = file.parameters.filter(
    ({ quantity }) => !isFixed(quantity) && !isMissingOutcome(quantity),
  );
  return verdict(estimated, file.sampler);
}
