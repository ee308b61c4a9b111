import { exp, log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { countOf } from '../design/counted.ts';
import type { Categories, Design, Response, Strata } from '../design/design.ts';
import { showSome } from '../design/frame.ts';
import type { Note } from '../notes.ts';
import { builtinFamilies } from './builtin.ts';
import { type ChosenFamily, chooseFamily } from './choose.ts';
import type { Family } from './family.ts';
import { knownOutcome } from './knownOutcome.ts';
import { type Place, spreadOf, total } from './links.ts';
import { type Outcome, type ResponseCheck, responseCheck, responses } from './responses.ts';
import { familyInStrata } from './strata.ts';

/** Scales of a model's parameters, by its outcome. */
export interface OutcomeScale extends Place {
  /** For a family's own parameters that scale with the outcome: its sd; 1 where there is none such. */
  readonly outcomeSd: number;
}

/**
 * Checks that the outcome is what the family models, and splits off the numbers of trials.
 * `placeOf(i)` says where design row i came from, for messages; `weights` is the column that R would take trials from.
 * Throws InputError naming the first offending value and its place.
 */
export function readOutcome(
  family: Family,
  design: Design,
  placeOf: (row: number) => string,
  weights?: string,
): Outcome {
  const { response, rowNumbers } = design;
  const check = responseCheck(family.response);
  if (check.trials === true && response.kind !== 'counts')
    throw noTrials(family.name, response.name, weights);
  if (check.trials !== true && response.kind === 'counts')
    throw new InputError(
      `${family.name}: "${response.name}" gives successes and trials; use family ${namesOf(({ trials }) => trials === true)} for those`,
    );
  const outcome = outcomeOf(design);
  const { y } = outcome;
  if (response.kind === 'values' && saysThresholds(response) && check.ordered !== true)
    throw new InputError(
      `${family.name}: thres() is for ordered categories; use family ${namesOf(({ ordered }) => ordered === true)} for those, or leave it out`,
    );
  const bad = y.findIndex((value) => !check.holds(value));
  if (bad < 0) return outcome;
  throw new InputError(
    `${family.name}: "${response.name}" must hold ${check.wanted}, got ${y[bad]} at ${placeOf(bad)}${check.hint?.(response.name, y) ?? ''}`,
    { row: rowNumbers[bad], value: y[bad] },
  );
}

/** Whether the formula says `thres()` of the outcome. */
function saysThresholds({ categories }: Extract<Response, { kind: 'values' }>): boolean {
  return (categories?.count ?? null) !== null || (categories?.strata ?? null) !== null;
}

/** A family that depends on the outcome's categories, for those in order; others as they are. */
export function familyFor(chosen: ChosenFamily, labels: readonly string[]): ChosenFamily {
  const { ofCategories, name } = chosen.family;
  if (ofCategories === undefined) return chosen;
  if (labels.length < 2) throw new InputError(`${name}: the outcome has one category only, ${labels[0]}`);
  return chooseFamily(ofCategories(labels), chosen.link.name);
}

/**
 * A family as it is for an outcome that was read, where it depends on how many categories there are. Throws InputError for one
 * category, for such as no row has, and for more than the formula says.
 */
export function familyOfOutcome(chosen: ChosenFamily, { response }: Pick<Design, 'response'>): ChosenFamily {
  if (chosen.family.ofCategories === undefined) return chosen;
  const { strata = null, ...told } = categoriesOf(response);
  const numbered = (asked: AskedCategories): ChosenFamily => {
    const count = countCategories(chosen.family.name, asked);
    return familyFor(
      chosen,
      Array.from({ length: count }, (_, k) => `${k + 1}`),
    );
  };
  if (responseCheck(chosen.family.response).named === true) {
    countCategories(chosen.family.name, told);
    return chosen;
  }
  if (strata === null) return numbered(told);
  const each = strata.labels.map((label, s) =>
    numbered({
      ...told,
      labels: null,
      where: ` where ${strata.name} is ${label}`,
      kept: `y | thres(${mostOf(told.y) - 1}, gr = ${strata.name})`,
      y: told.y.filter((_, i) => strata.codes[i] === s),
    }),
  );
  return familyInStrata(each, strata.labels, strata.name);
}

/** Categories of an outcome, or of some of its rows, and how many there are said to be. */
interface AskedCategories extends Omit<Categories, 'strata'> {
  readonly name: string;
  readonly y: Float64Array;
  /** Of which rows, for messages. */
  readonly where: string;
  /** How to keep categories without rows, where not by a number of thresholds alone. */
  readonly kept: string | null;
}

function categoriesOf(response: Response): AskedCategories & { readonly strata?: Strata | null } {
  const none = { name: response.name, where: '', kept: null, count: null, labels: null };
  if (response.kind === 'counts') return { ...none, y: response.successes };
  return { ...none, ...response.categories, y: response.values };
}

const mostOf = (y: Float64Array, least = 0): number => y.reduce((a, b) => Math.max(a, b), least);

function countCategories(family: string, { name, y, where, kept, count, labels }: AskedCategories): number {
  const most = mostOf(y, labels?.length);
  const complain = (problem: string): InputError => new InputError(`${family}: "${name}" ${problem}${where}`);
  if (count !== null && most > count)
    throw complain(`has a category ${most}, and ${count - 1} thresholds are for ${count} categories`);
  if (count !== null) return count;
  const occurs = new Set(y);
  const absent = Array.from({ length: Math.min(most, mostCategories) }, (_, k) => k + 1).filter(
    (k) => !occurs.has(k),
  );
  if (most > mostCategories)
    throw complain(`has categories up to ${most}, and ${mostCategories} are the most; is it a count?`);
  if (absent.length > 0 && labels !== null)
    throw complain(
      `is ${showSome(absent.map((k) => labels[k - 1]))} only in rows that lack other values; leave those rows out`,
    );
  if (absent.length > 0)
    throw complain(
      `has no ${showSome(absent.map(String))} among its categories 1, ..., ${most}; number them without gaps, or give their number, as in ${kept ?? `y | thres(${most - 1})`}, to keep those that no row has`,
    );
  if (most < 2) throw complain('has one category only');
  return most;
}

/** More thresholds than this take too long, and each category would have few rows. */
const mostCategories = 100;

/** In R weights may be numbers of trials, and then the outcome is proportions. */
function noTrials(family: string, name: string, weights?: string): InputError {
  const binary = namesOf((other) => other === responses.binary);
  const write =
    weights === undefined
      ? `write "${name} | trials(n) ~ ..." or "cbind(${name}, n - ${name}) ~ ...", or use family ${binary} for 0/1`
      : `if "${weights}" is that, write "${name} | trials(${weights}) ~ ..." for counts or proportions, without weights`;
  return new InputError(`${family}: the outcome needs a number of trials; ${write}`);
}

/** A note for an outcome of 0 and 1 that no family was given for. */
export function hintOfFamily({ response }: Pick<Design, 'response'>, taken: string): Note[] {
  if (response.kind !== 'values' || !response.values.every(responses.binary.holds)) return [];
  const binary = namesOf((other) => other === responses.binary);
  const text = `"${response.name}" is 0 and 1, and without a family ${taken} was taken; should it be ${binary}?`;
  return [{ kind: 'maybeBernoulli', text }];
}

/** The outcome in the order of the design, unchecked. */
export function outcomeOf({ response }: Pick<Design, 'response'>): Outcome {
  return response.kind === 'counts'
    ? { y: response.successes, trials: response.trials }
    : {
        y: response.values,
        trials: null,
        censoring: response.censoring,
        strata: response.categories?.strata ?? null,
        standardErrors: response.standardErrors,
      };
}

/** Built-in families for a kind of outcome, in words. */
function namesOf(isMeant: (check: ResponseCheck) => boolean): string {
  const names = builtinFamilies
    .filter(({ response }) => isMeant(responseCheck(response)))
    .map(({ name }) => name);
  return names.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}

/** Scales by the outcome, the offset taken off. Throws InputError for an outcome that says nothing of them. */
export function outcomeScale(
  outcome: Outcome,
  { family, link }: ChosenFamily,
  { offset, counts }: Pick<Design, 'offset' | 'counts'>,
): OutcomeScale {
  const known = counted(uncensored(outcome, family), counts);
  const { location, unit } = link.locate(known);
  const meanOffset = meanOfOffset(offset, counts);
  const scales = family.parameters.some(({ scalesWithOutcome }) => scalesWithOutcome === true);
  return { location: location - meanOffset, unit, outcomeSd: scales ? spreadOf(known.y, known.counts) : 1 };
}

/** With how many rows each stands for. */
export function counted(outcome: Outcome, counts: Float64Array | undefined): Outcome {
  return counts === undefined ? outcome : { ...outcome, counts };
}

export function meanOfOffset(offset: Float64Array | null, counts: Float64Array | undefined): number {
  return offset === null ? 0 : total(offset, counts) / countOf(offset.length, counts);
}

/** Outcomes about as they would be if none were censored, on a log scale where all are positive. */
function uncensored({ y, trials, censoring }: Outcome, { response }: Family): Outcome {
  if (!censoring) return { y, trials };
  if (responseCheck(response).holds(0)) return { y: knownOutcome(y, censoring), trials };
  const logs = { ...censoring, upper: censoring.upper.map(log) };
  return { y: knownOutcome(y.map(log), logs).map(exp), trials };
}
