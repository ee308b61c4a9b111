import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { type Cell, columnFromValues } from './columnFromValues.ts';
import { describeType } from './describeType.ts';
import { type Factors, withFactors } from './withFactors.ts';

/** What `tableFromColumns` and `tableFromRows` take besides the data. */
export interface TableOptions {
  /** Columns to make factors of, with their levels, reference first; see `withFactors`. */
  readonly factors?: Factors;
}

const optionKinds: OptionKinds<TableOptions> = { factors: 'an object' };

/**
 * A table of columns given by name: arrays or typed arrays of equal length. A Float64Array is kept, not copied.
 * Numbers and bigints make a number column, text a factor (levels in code-point order), booleans a boolean column;
 * text stays text, "12" and "" included. Missing: null, undefined, NaN.
 * Throws InputError on columns of unequal length, mixed types, dates and other objects, and levels not listed.
 */
export function tableFromColumns(
  columns: Readonly<Record<string, ArrayLike<Cell>>>,
  options: TableOptions = {},
): Table {
  return tableOf('columns', Object.entries(columns), options);
}

/** The common end of both builders: `source` is what messages call the data. */
export function tableOf(
  source: string,
  entries: readonly (readonly [string, ArrayLike<Cell>])[],
  options: TableOptions,
): Table {
  checkOptions('data', options, optionKinds);
  if (entries.length === 0) throw new InputError('data: there are no columns');
  const [firstName, firstValues] = entries[0];
  for (const [name, values] of entries) {
    if (name === '') throw new InputError('data: a column has an empty name');
    if (!isArrayLike(values)) {
      throw new InputError(`data: column "${name}" must be an array, got ${describeType(values)}`, {
        column: name,
      });
    }
    if (values.length !== firstValues.length) {
      throw new InputError(
        `data: column "${name}" has ${values.length} values, column "${firstName}" has ${firstValues.length}`,
        { column: name, values: values.length, wanted: firstValues.length },
      );
    }
  }
  if (firstValues.length === 0) throw new InputError('data: there are no rows');
  const columns = new Map(entries.map(([name, values]) => [name, columnFromValues(name, values)]));
  return withFactors({ source, rows: firstValues.length, columns }, options.factors ?? {});
}

function isArrayLike(values: unknown): boolean {
  return (
    typeof values === 'object' && values !== null && 'length' in values && typeof values.length === 'number'
  );
}
