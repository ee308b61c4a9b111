import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Table } from '../../models/table.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableOfParquet, tableParquet } from '../../src/data/tableParquet.ts';
import { arbitraryTable } from './arbitraryTable.ts';

async function backAgain(table: Table): Promise<Table> {
  return (await tableOfParquet(tableParquet(table, { key: 'value' }))).table;
}

property.prop([arbitraryTable], { numRuns: 40 })(
  'any table comes back from Parquet as it was',
  async (table) => {
    expect(await backAgain(table)).toEqual(table);
  },
);

test('spellings, declared levels, lines, decimal commas and notes come back with it', async () => {
  const text = 'id;line;x;ok\n007;a;1,50;TRUE\n7;;-0;\n1E2;c;;FALSE\n';
  const read = parseCsv(text, 'x.csv');
  const columns = new Map(read.columns).set('dose', {
    kind: 'factor',
    levels: ['low', 'never', 'high'],
    codes: Int32Array.of(2, 0, -1),
    declared: true,
  });
  const table: Table = { ...read, columns, lines: Int32Array.of(2, 3, 4) };
  expect(table.decimal).toBe(',');
  const back = await backAgain(table);
  expect(back).toEqual({ ...table, columns: back.columns });
  expect([...back.columns]).toEqual([...columns]);
});

test('another mark of the file stays beside the table', async () => {
  const { marks } = await tableOfParquet(tableParquet(parseCsv('x\n1\n', 'x.csv'), { key: 'value' }));
  expect(marks.key).toBe('value');
});
