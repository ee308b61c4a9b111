import { outcomeColumns } from '../../../models/formula/index.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Column } from '../../../models/table.ts';
import type { ArvizArray } from './arvizArray.ts';
import type { Dimension } from './variables.ts';

/** The rows that the model is of, by their numbers in the table. */
export function rowDimension({ design }: Model): Dimension {
  return { name: 'obs_id', labels: [...design.rowNumbers] };
}

/** What the outcome is called: its column, or the left side of the formula. */
export function outcomeName({ terms: { outcome } }: Model): string {
  const value = outcome.kind === 'values' ? outcome.value : outcome.successes;
  return value.kind === 'column' ? value.name : outcome.name;
}

/** The outcome as the family reads it: successes of trials, numbers of categories from 1. */
export function observedArrays(model: Model): ArvizArray[] {
  const { y } = model.outcome;
  return [{ name: outcomeName(model), dims: [rowDimension(model)], sampled: false, at: (row) => y[row] }];
}

/** The other columns that the model reads, at its rows: numbers, truth values, text; "" where text is missing. */
export function constantArrays(model: Model): ArvizArray[] {
  const { table } = model.declaration;
  const { trials } = model.outcome;
  const outcome = outcomeColumns(model.terms.outcome);
  const dims = [rowDimension(model)];
  const own = [...table.columns].flatMap(([name, column]): ArvizArray[] => {
    if (outcome.has(name)) return [];
    const read = cellsOf(column);
    return [{ name, dims, sampled: false, at: (row) => read(model.design.rowNumbers[row] - 1) }];
  });
  if (trials === null) return own;
  const name = own.some((array) => array.name === 'trials') ? 'trials_' : 'trials';
  return [...own, { name, dims, sampled: false, at: (row) => trials[row] }];
}

function cellsOf(column: Column): (row: number) => number | boolean | string {
  switch (column.kind) {
    case 'number':
      return (row) => column.values[row];
    case 'boolean':
      return (row) => column.values[row] === 1;
    case 'factor':
      return (row) => column.levels[column.codes[row]] ?? '';
  }
}
