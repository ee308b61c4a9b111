import { type Verdict, verdict } from '../../diagnostics/index.ts';
import type { FitFile } from './fitSchema.ts';

/** The verdict follows from what the file holds, so that a stored fit is judged as a fresh one. */
export function verdictOf(file: Pick<FitFile, 'parameters' | 'sampler'>): Verdict {
  return verdict(file.parameters, file.sampler);
}
