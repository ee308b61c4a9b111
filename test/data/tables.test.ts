import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/data/columnFromValues.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { tableFromRows } from '../../src/data/tableFromRows.ts';
import { withFactors } from '../../src/data/withFactors.ts';

function says(message: string) {
  return expect.objectContaining({ name: 'InputError', message });
}

/** A value as it may come from untyped code. */
function untyped(value: unknown): Cell {
  return value as Cell;
}

describe('tableFromColumns', () => {
  test('types numbers, text and booleans, and takes null, undefined and NaN for missing', () => {
    const table = tableFromColumns({
      y: [1, null, Number.NaN, undefined, 2.5],
      n: [1n, 2n, null, 4n, 5n],
      g: ['b', 'a', null, '', 'b'],
      t: [true, undefined, false, null, true],
      none: [null, undefined, Number.NaN, null, null],
    });
    expect(table.source).toBe('columns');
    expect(table.rows).toBe(5);
    expect(table.lines).toBeUndefined();
    const nan = Number.NaN;
    expect(Object.fromEntries(table.columns)).toEqual({
      y: { kind: 'number', values: Float64Array.of(1, nan, nan, nan, 2.5) },
      n: { kind: 'number', values: Float64Array.of(1, 2, nan, 4, 5) },
      g: { kind: 'factor', levels: ['', 'a', 'b'], codes: Int32Array.of(2, 1, -1, 0, 2) },
      t: { kind: 'boolean', values: Int8Array.of(1, -1, 0, -1, 1) },
      none: { kind: 'number', values: Float64Array.of(nan, nan, nan, nan, nan) },
    });
  });

  test('keeps a Float64Array without copying it and converts other typed arrays', () => {
    const y = Float64Array.of(1, 2);
    const table = tableFromColumns({ y, i: Int32Array.of(3, 4), big: BigInt64Array.of(5n, 6n) });
    const column = table.columns.get('y');
    expect(column?.kind === 'number' && column.values).toBe(y);
    expect(table.columns.get('i')).toEqual({ kind: 'number', values: Float64Array.of(3, 4) });
    expect(table.columns.get('big')).toEqual({ kind: 'number', values: Float64Array.of(5, 6) });
  });

  test('does not read numbers out of text', () => {
    expect(tableFromColumns({ id: ['1', '02'] }).columns.get('id')?.kind).toBe('factor');
  });

  test('names the columns of unequal length', () => {
    expect(() => tableFromColumns({ y: [1, 2], x: [1, 2, 3] })).toThrow(
      says('data: column "x" has 3 values, column "y" has 2'),
    );
  });

  test('names the column, the rows and the values of mixed types', () => {
    expect(() => tableFromColumns({ x: [null, 3, 4, 'a'] })).toThrow(
      says('data: column "x" mixes numbers and text: 3 at row 2, "a" at row 4'),
    );
    expect(() => tableFromColumns({ x: [true, 1] })).toThrow(
      says('data: column "x" mixes booleans and numbers: true at row 1, 1 at row 2'),
    );
  });

  test('says what to do about dates, objects, huge bigints and columns that are no arrays', () => {
    expect(() => tableFromColumns({ when: [untyped(new Date(0))] })).toThrow(
      says(
        'data: column "when" must hold numbers, text or booleans, got a date at row 1; use date.getTime() / 86400000 for days or date.toISOString() for text',
      ),
    );
    expect(() => tableFromColumns({ x: [1, untyped({})] })).toThrow(
      says('data: column "x" must hold numbers, text or booleans, got an object at row 2'),
    );
    expect(() => tableFromColumns({ x: [untyped([])] })).toThrow(/got an array at row 1/);
    expect(() => tableFromColumns({ id: [2n ** 53n + 1n] })).toThrow(
      says('data: column "id" holds 9007199254740993n at row 1, which no number holds; use text'),
    );
    expect(() => tableFromColumns({ x: 'abc' })).toThrow(says('data: column "x" must be an array, got text'));
  });

  test('wants a column and a row', () => {
    expect(() => tableFromColumns({})).toThrow(says('data: there are no columns'));
    expect(() => tableFromColumns({ x: [] })).toThrow(says('data: there are no rows'));
    expect(() => tableFromColumns({ '': [1] })).toThrow(says('data: a column has an empty name'));
  });
});

describe('tableFromRows', () => {
  test('takes columns in the order their names appear, and names a row lacks as missing', () => {
    interface Visit {
      y: number;
      g?: string;
    }
    const visits: Visit[] = [{ y: 1 }, { y: 2, g: 'a' }, { y: 3 }];
    const table = tableFromRows(visits);
    expect(table.source).toBe('rows');
    expect([...table.columns]).toEqual([
      ['y', { kind: 'number', values: Float64Array.of(1, 2, 3) }],
      ['g', { kind: 'factor', levels: ['a'], codes: Int32Array.of(-1, 0, -1) }],
    ]);
  });

  test('says which row is not an object', () => {
    const rows = [{ y: 1 }, null] as object[];
    expect(() => tableFromRows(rows)).toThrow(
      says('data: row 2 must be an object such as { y: 1, x: 2 }, got null'),
    );
    expect(() => tableFromRows([[1, 2]])).toThrow(/row 1 must be an object .*, got an array/);
    expect(() => tableFromRows([])).toThrow(says('data: there are no rows'));
    expect(() => tableFromRows([{}])).toThrow(says('data: there are no columns'));
  });

  test('takes factors with their levels in the order given', () => {
    const table = tableFromRows([{ dose: 'mid' }, { dose: 'low' }], {
      factors: { dose: ['low', 'mid', 'high'] },
    });
    expect(table.columns.get('dose')).toEqual({
      kind: 'factor',
      levels: ['low', 'mid', 'high'],
      codes: Int32Array.of(1, 0),
      declared: true,
    });
  });
});

describe('withFactors', () => {
  test('makes factors of numbers, booleans and other factors', () => {
    const table = tableFromColumns({
      p: [2, 10, null, 1],
      t: [true, false, null, true],
      g: ['a', 'b', null, 'a'],
    });
    const { columns } = withFactors(table, { p: 'sorted', t: 'sorted', g: ['b', 'a'] });
    expect(Object.fromEntries(columns)).toEqual({
      p: { kind: 'factor', levels: ['1', '10', '2'], codes: Int32Array.of(2, 1, -1, 0) },
      t: { kind: 'factor', levels: ['FALSE', 'TRUE'], codes: Int32Array.of(1, 0, -1, 1) },
      g: { kind: 'factor', levels: ['b', 'a'], codes: Int32Array.of(1, 0, -1, 1), declared: true },
    });
    expect(table.columns.get('p')?.kind).toBe('number');
  });

  test('sorts a declared factor anew when asked to', () => {
    const table = tableFromColumns({ g: ['a', 'b'] }, { factors: { g: ['b', 'a'] } });
    expect(withFactors(table, { g: 'sorted' }).columns.get('g')).toEqual({
      kind: 'factor',
      levels: ['a', 'b'],
      codes: Int32Array.of(0, 1),
    });
  });

  test('says which value is not among the levels, and where', () => {
    const table = parseCsv('dose,y\nlow,1\nhgih,2\n', 'x.csv');
    expect(() => withFactors(table, { dose: ['low', 'high'] })).toThrow(
      says('data: "dose" has "hgih" at line 3, which is not among its levels (have: low, high)'),
    );
    expect(() => withFactors(table, { dose: ['low', 'low'] })).toThrow(
      says('data: the levels of "dose" list "low" twice'),
    );
    expect(() => withFactors(table, { does: 'sorted' })).toThrow(
      says('data: no column "does" to make a factor of (have: dose, y). Did you mean "dose"?'),
    );
  });
});
