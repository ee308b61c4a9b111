import { InputError } from '../../src/engine/errors.ts';
import type { Design } from '../design/design.ts';
import { builtinFamilies } from './builtin.ts';
import type { ChosenFamily } from './choose.ts';
import type { Family } from './family.ts';
import { type Place, spreadOf, total } from './links.ts';
import { type Outcome, type ResponseCheck, responseCheck, responses } from './responses.ts';

/** Scales of a model's parameters, by its outcome. */
export interface OutcomeScale extends Place {
  /** For a family's own parameters that scale with the outcome: its sd; 1 where there is none such. */
  readonly outcomeSd: number;
}

/**
 * Checks that the outcome is what the family models, and splits off the numbers of trials.
 * `placeOf(i)` says where design row i came from, for messages.
 * Throws InputError naming the first offending value and its place.
 */
export function readOutcome(family: Family, design: Design, placeOf: (row: number) => string): Outcome {
  const { response, rowNumbers } = design;
  const check = responseCheck(family.response);
  if (check.trials === true && response.kind !== 'counts')
    throw new InputError(
      `${family.name}: the outcome needs a number of trials; write "${response.name} | trials(n) ~ ..." or "cbind(${response.name}, n - ${response.name}) ~ ...", or use family ${namesOf((other) => other === responses.binary)} for 0/1`,
    );
  if (check.trials !== true && response.kind === 'counts')
    throw new InputError(
      `${family.name}: "${response.name}" gives successes and trials; use family ${namesOf(({ trials }) => trials === true)} for those`,
    );
  const { y, trials } = outcomeOf(design);
  const bad = y.findIndex((value) => !check.holds(value));
  if (bad < 0) return { y, trials };
  throw new InputError(
    `${family.name}: "${response.name}" must hold ${check.wanted}, got ${y[bad]} at ${placeOf(bad)}${check.hint?.(response.name, y) ?? ''}`,
    { row: rowNumbers[bad], value: y[bad] },
  );
}

/** The outcome in the order of the design, unchecked. */
export function outcomeOf({ response }: Pick<Design, 'response'>): Outcome {
  return response.kind === 'counts'
    ? { y: response.successes, trials: response.trials }
    : { y: response.values, trials: null };
}

/** Built-in families for a kind of outcome, in words. */
function namesOf(isMeant: (check: ResponseCheck) => boolean): string {
  return builtinFamilies
    .filter(({ response }) => isMeant(responseCheck(response)))
    .map(({ name }) => name)
    .join(' or ');
}

/** Scales by the outcome, the offset taken off. Throws InputError for an outcome that says nothing of them. */
export function outcomeScale(
  outcome: Outcome,
  { family, link }: ChosenFamily,
  offset: Float64Array | null,
): OutcomeScale {
  const { location, unit } = link.locate(outcome);
  const meanOffset = offset === null ? 0 : total(offset) / offset.length;
  const scales = family.parameters.some(({ scalesWithOutcome }) => scalesWithOutcome === true);
  return { location: location - meanOffset, unit, outcomeSd: scales ? spreadOf(outcome.y) : 1 };
}
