import { type Verdict, verdict } from '../../diagnostics/index.ts';
import { isFixed, isMissingOutcome, type Quantity } from '../engine/program/quantity.ts';
import type { FitFile } from './fitSchema.ts';

/**
 * The verdict follows from what the file holds, so that a stored fit is judged as a fresh one; what is fixed has nothing to
 * judge, nor have missing outcomes, which are drawn independently given what is judged. Of a run that was stopped it begins with that.
 * @param nameOf what quantities are called, as in the file if left out
 */
export function verdictOf(
  file: Pick<FitFile, 'parameters' | 'sampler'>,
  nameOf?: (quantity: Quantity) => string,
): Verdict {
  const estimated = file.parameters
    .filter(({ quantity }) => !isFixed(quantity) && !isMissingOutcome(quantity))
    .map((row) => ({ ...row, name: nameOf?.(row.quantity) ?? row.name }));
  const judged = verdict(estimated, file.sampler);
  const stopped = stoppedWords(file.sampler);
  return stopped === null ? judged : { ...judged, text: `${stopped}\n${judged.text}` };
}

/** What is said of a run that was stopped; null of one that was not. */
export function stoppedWords({ stopped, draws, chains }: FitFile['sampler']): string | null {
  if (stopped === undefined) return null;
  const left = chains < stopped.chains ? `, with ${chains} of ${stopped.chains} chains` : '';
  return `Stopped after ${draws} of ${stopped.draws} draws${left}: what follows is of these.`;
}
