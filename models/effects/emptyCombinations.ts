import { InputError } from '../../src/engine/errors.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { factorOf } from '../design/levels.ts';
import type { Recipe } from '../design/recipe.ts';
import type { Variable } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import type { Table } from '../table.ts';
import { keptRows, sidesOf } from './predictors.ts';

/**
 * Throws InputError for rows with a combination of levels that no row of the data has, where the model has an effect of their
 * combination: nothing was learnt of it, and its column was left out.
 */
export function refuseEmptyCombinations(model: Model, table: Table): void {
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  for (const { terms, recipe } of sidesOf(model))
    for (const { variables } of terms.fixed.terms) {
      const names = variables.flatMap((variable) => factorIn(variable, recipe));
      if (names.length < 2) continue;
      const seen = new Set(combinations(recipe, model.declaration.table, keptRows(model), names));
      const lacking = combinations(recipe, table, rows, names).find((key) => !seen.has(key));
      if (lacking !== undefined) throw nothingLearnt(names, JSON.parse(lacking) as string[]);
    }
}

function factorIn(variable: Variable, recipe: Recipe): string[] {
  if (variable.kind !== 'column' && variable.kind !== 'factor') return [];
  return recipe.variables.get(variable.text)?.kind === 'levels' ? [variable.name] : [];
}

function combinations(recipe: Recipe, table: Table, kept: Int32Array, names: readonly string[]): string[] {
  const frame = frameOfNewRows(recipe, table, kept);
  const factors = names.map((name) => factorOf(frame, name));
  return Array.from(kept, (_, i) => JSON.stringify(factors.map(({ levels, codes }) => levels[codes[i]])));
}

function nothingLearnt(names: readonly string[], levels: readonly string[]): InputError {
  const pairs = names.map((name, i) => `${name} = ${levels[i]}`).join(' and ');
  return new InputError(
    `effects: no row of the data has ${pairs}, and the model has an effect of their combination, of which nothing was learnt; ask at other levels (at), or fit a model without ${names.join(':')}`,
  );
}
