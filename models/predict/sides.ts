import type { Recipe } from '../design/recipe.ts';
import type { PredictorFormula } from '../formula/index.ts';
import type { Model } from '../glmm.ts';

/** The rows of the table that the model is of, from 0. */
export function keptRows({ design }: Model): Int32Array {
  return design.rowNumbers.map((row) => row - 1);
}

/** The formulas of all linear predictors, with what they learned. */
export function sidesOf({ terms, design }: Model): {
  readonly terms: PredictorFormula;
  readonly recipe: Recipe;
}[] {
  return [{ terms, recipe: design.recipe }, ...design.further];
}
