import type { Predictor } from '../../../models/effects/predictors.ts';
import { responseCheck } from '../../../models/families/responses.ts';
import type { Model } from '../../../models/glmm.ts';
import { evenly } from '../plot/chains.ts';

/** More are thinned evenly. */
const mostPoints = 2000;
/** Of outcomes that are 0 or 1: how far points are spread, so that they do not hide each other. */
const spread = 0.05;
/** Fractions of their multiples fill a square evenly: Roberts' sequence, powers of 1 / 1.3247. */
const [first, second] = [0.7548776662466927, 0.5698402909980532];
/** From the middle of a level to either side. */
const aside = 0.25;

/**
 * The data along a predictor, of an outcome that is a number: a share where there are trials; null of categories.
 * @param values that stand side by side as levels do; null for numbers along an axis
 */
export function dataPoints(
  model: Model,
  predictor: Predictor,
  values: readonly number[] | null,
): { readonly x: readonly number[]; readonly y: readonly number[] } | null {
  if (model.family.chosen.family.chances !== undefined) return null;
  const rows = evenly(model.design.rows, mostPoints);
  const sideBySide = predictor.kind === 'levels' || values !== null;
  const x = rows.map((row) => placeOf(predictor, values, row));
  const y = rows.map((row) => share(model, row));
  const isTwo = y.every((value) => value === 0 || value === 1);
  return {
    x: x.map((place, k) => (sideBySide ? place + aside * (2 * ((k * first) % 1) - 1) : place)),
    y: isTwo ? y.map((value, k) => value + (1 - 2 * value) * spread * ((k * second) % 1)) : y,
  };
}

function placeOf(predictor: Predictor, values: readonly number[] | null, row: number): number {
  if (predictor.kind === 'levels') return predictor.codes[row];
  return values === null ? predictor.values[row] : values.indexOf(predictor.values[row]);
}

/** Outcomes of a row, a share where they are counts of trials. */
export function share({ outcome: { y, trials } }: Model, row: number): number {
  return trials === null ? y[row] : y[row] / trials[row];
}

/** Of the outcome's mean, where its kind says so. */
export function outcomeUnit({ family, outcome }: Model): string | undefined {
  if (outcome.trials !== null) return 'probability';
  const check = responseCheck(family.chosen.family.response);
  if (check.whole !== true) return undefined;
  return check.holds(0) && check.holds(1) && !check.holds(2) ? 'probability' : 'count';
}
