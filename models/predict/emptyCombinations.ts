import { InputError } from '../../src/engine/errors.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { factorOf } from '../design/levels.ts';
import type { Recipe } from '../design/recipe.ts';
import type { Variable } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import type { Table } from '../table.ts';
import { keptRows, sidesOf } from './sides.ts';

/**
 * Throws InputError for rows `kept` of a table, from 0, with a combination of levels that no row of the data has, where the model has an effect of their
 * combination: nothing was learnt of it, and its column was left out.
 */
export function refuseEmptyCombinations(model: Model, table: Table, kept: Int32Array): void {
  for (const { recipe, names, seen } of crossingsOf(model)) {
    const lacking = combinations(recipe, table, kept, names).find((key) => !seen.has(key));
    if (lacking !== undefined) throw nothingLearnt(names, JSON.parse(lacking) as string[]);
  }
}

/** Factors that a term crosses, and the combinations of their levels that rows of the data have. */
interface Crossing {
  readonly recipe: Recipe;
  readonly names: readonly string[];
  readonly seen: ReadonlySet<string>;
}

const known = new WeakMap<Model, readonly Crossing[]>();

/** Found once for each model: rows are read block by block. */
function crossingsOf(model: Model): readonly Crossing[] {
  const before = known.get(model);
  if (before !== undefined) return before;
  const { table } = model.declaration;
  const found = sidesOf(model).flatMap(({ terms, recipe }) =>
    terms.fixed.terms.flatMap(({ variables }): Crossing[] => {
      const names = variables.flatMap((variable) => factorIn(variable, recipe));
      if (names.length < 2) return [];
      return [{ recipe, names, seen: new Set(combinations(recipe, table, keptRows(model), names)) }];
    }),
  );
  known.set(model, found);
  return found;
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
    `data: ${pairs} is in no row that the model was fitted to, and it has an effect of their combination, of which nothing was learnt; ask at other levels, or fit a model without ${names.join(':')}`,
  );
}
