import { InputError } from '../../src/engine/errors.ts';
import type { Table } from '../table.ts';
import type { Variant } from './cellDraws.ts';
import type { Predictor } from './predictors.ts';
import { constantColumn, type Setting, type Value, withColumns } from './settings.ts';

/** A predictor at each of its levels. */
export function levelVariants(predictor: Predictor & { kind: 'levels' }): {
  readonly names: readonly string[];
  readonly variants: readonly Variant[];
} {
  return {
    names: predictor.levels,
    variants: predictor.levels.map((level) => setTo([predictor], { [predictor.name]: level })),
  };
}

/** Rows with predictors set to values. */
export function setTo(predictors: readonly Predictor[], setting: Setting): Variant {
  return (table) => {
    const columns = predictors.map(
      (one) => [one.name, constantColumn(one, setting[one.name] as Value, table.rows)] as const,
    );
    return withColumns(table, Object.fromEntries(columns));
  };
}

/** Rows with a numeric predictor `by` more than they have. */
export function shifted({ name }: Predictor & { kind: 'number' }, by: number): Variant {
  return (table) => {
    const values = numbersAt(table, name).map((x) => x + by);
    return withColumns(table, { [name]: { kind: 'number', values } });
  };
}

function numbersAt(table: Table, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column?.kind === 'number') return column.values;
  throw new InputError(
    `effects: "${name}" is read as a number but is none in the data; give the model a column of numbers`,
  );
}
