import type * as FastCheck from 'fast-check';
import type { Table } from '../../models/table.ts';
import { tableFromColumns } from '../data/tableFromColumns.ts';
import { pow } from '../engine/elementary.ts';
import { InputError } from '../engine/errors.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';

/** What a column holds: numbers of any centre and scale, counts, 0 and 1, or levels of a factor. */
export type ColumnKind = 'number' | 'count' | 'binary' | 'factor';

/** Of `arbitraryTable`. */
export interface ArbitraryTableOptions {
  /** By name; `{ y: 'number', x: 'number', g: 'factor' }` if left out. */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /** 12 and 40 if left out. */
  readonly minRows?: number;
  readonly maxRows?: number;
  /** Of a factor, every one in use; 4 if left out. */
  readonly levels?: number;
  /** Share of missing values; 0 if left out. */
  readonly missing?: number;
}

/**
 * Tables with the columns that a formula needs. Numbers have centres and scales far from 0 and 1, levels occur unequally
 * often, and any share of values may be missing.
 * @example fc.property(arbitraryTable(fc, { columns: { y: 'count', g: 'factor' } }), (table) => glmm('y ~ 1 + (1 | g)', table))
 */
export function arbitraryTable(
  fc: Pick<typeof FastCheck, 'record' | 'nat' | 'integer'>,
  options: ArbitraryTableOptions = {},
): FastCheck.Arbitrary<Table> {
  const { columns = { y: 'number', x: 'number', g: 'factor' }, levels = 4, missing = 0 } = options;
  const { minRows = 12, maxRows = 40 } = options;
  wholeNumber('arbitraryTable: levels', levels, 1);
  wholeNumber('arbitraryTable: minRows', minRows, levels);
  wholeNumber('arbitraryTable: maxRows', maxRows, minRows);
  if (!(missing >= 0 && missing < 1))
    throw new InputError(`arbitraryTable: missing must be at least 0 and below 1, got ${missing}`);
  return fc
    .record({ rows: fc.integer({ min: minRows, max: maxRows }), seed: fc.nat({ max: 1e6 }) })
    .map(({ rows, seed }) =>
      tableFromColumns(
        Object.fromEntries(
          Object.entries(columns).map(([name, kind]) => {
            const rng = stream(String(seed), 'arbitraryTable', name);
            const values = valuesOf(rng, kind, rows, levels);
            return [name, values.map((value) => (rng.uniform() < missing ? null : value))];
          }),
        ),
      ),
    );
}

function valuesOf(rng: Rng, kind: ColumnKind, rows: number, levels: number): (number | string)[] {
  const column = (of: (row: number) => number | string) => Array.from({ length: rows }, (_, i) => of(i));
  switch (kind) {
    case 'number': {
      const scale = pow(10, 4 * rng.uniform() - 2);
      const centre = 5 * scale * rng.normal();
      return column(() => centre + scale * rng.normal());
    }
    case 'count':
      return column(() => rng.integer(1 + rng.integer(12)));
    case 'binary':
      return column((row) => (row < 2 ? row : rng.integer(2)));
    case 'factor':
      return column((row) => `level ${row < levels ? row : rng.integer(1 + rng.integer(levels))}`);
  }
}
