import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Column, Table } from '../../models/table.ts';
import { formatCsv } from '../../src/data/formatCsv.ts';
import { parquetBytes } from '../../src/data/parquetBytes.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import type { ReadOptions } from '../../src/data/readOptions.ts';
import { readTable } from '../../src/data/readTable.ts';
import { tableFromBytes } from '../../src/data/tableFromBytes.ts';
import { tableParquet } from '../../src/data/tableParquet.ts';
import { withFactors } from '../../src/data/withFactors.ts';
import { glmm } from '../../src/index.ts';
import { rejection, temporaryFolder } from './temporaryFolder.ts';

const folder = join(import.meta.dirname, 'files');
const file = (name: string): string => join(folder, name);
const twin = parseCsv(await readFile(file('twin.csv'), 'utf8'), 'twin.csv');

/** The columns without how their numbers were spelt, which only text has. */
function columnsOf(table: Table): Record<string, Column> {
  const columns = [...table.columns].map(([name, column]): [string, Column] => [
    name,
    column.kind === 'number' ? { kind: 'number', values: column.values } : column,
  ]);
  return Object.fromEntries(columns);
}

const hasNaN = (values: ArrayLike<number>): boolean => Array.from(values).some(Number.isNaN);

const text = (content: string | Uint8Array, options: ReadOptions = {}): Promise<Table> =>
  tableFromBytes(typeof content === 'string' ? new TextEncoder().encode(content) : content, {
    name: 'x',
    ...options,
  });

describe('readTable: the same table from every format', () => {
  test.each([
    'twin.csv',
    'twin.csv.gz',
    'twin-semicolon.csv',
    'twin.tsv',
    'twin-utf16.csv',
    'twin.json',
    'twin.ndjson',
    'twin-columns.json',
    'twin.xlsx',
    'twin-snappy.parquet',
    'twin-zstd.parquet',
    'twin-gzip.parquet',
    'twin-brotli.parquet',
    'twin-lz4_raw.parquet',
  ])('%s', async (name) => {
    const table = await readTable(file(name));
    expect(columnsOf(table)).toEqual(columnsOf(twin));
    expect([table.source, table.rows]).toEqual([name, 6]);
  });

  test('whatever the file is called', async () => {
    const elsewhere = join(await temporaryFolder(), 'twin.csv');
    await writeFile(elsewhere, gzipSync(await readFile(file('twin-snappy.parquet'))));
    expect(columnsOf(await readTable(elsewhere))).toEqual(columnsOf(twin));
  });

  test('says what it settled', async () => {
    const notes = async (name: string) => (await readTable(file(name))).notes?.map((note) => note.text);
    expect(await notes('twin.csv')).toBeUndefined();
    expect(await notes('twin.tsv')).toEqual(['the fields of twin.tsv are parted by tabs']);
    expect(await notes('twin-utf16.csv')).toEqual([
      'twin-utf16.csv is read as UTF-16, as its first bytes say',
    ]);
    expect(await notes('twin-semicolon.csv')).toEqual([
      'the fields of twin-semicolon.csv are parted by semicolons',
      expect.stringMatching(/^twin-semicolon.csv has decimal commas/),
    ]);
  });
});

describe('readTable: types', () => {
  test('columns that no model can use are unread, and refused by name when one is asked for', async () => {
    const table = await readTable(file('kinds.parquet'));
    expect([...(table.unread ?? [])]).toEqual([
      ['tags', 'lists'],
      ['st', 'objects'],
    ]);
    expect(() => glmm('y ~ tags', table)).toThrow(
      'data: column "tags" of kinds.parquet holds lists, wanted numbers, text or truth values',
    );
    expect(table.columns.get('dec')).toEqual({ kind: 'number', values: expect.any(Float64Array) });
  });

  test('whole numbers beyond 2^53 are refused where digits would be lost', async () => {
    expect(await rejection(readTable(file('big.parquet')))).toBe(
      'data: column "big" holds 9007199254740993n at row 1, which no number holds; use text',
    );
    expect(await rejection(text('[{"id": 9007199254740993}]'))).toBe(
      'data: column "id" of x holds a whole number beyond 2^53 at row 1, which loses digits; write it as text',
    );
    expect((await text('[{"id": 1e20, "n": "9007199254740993"}]')).columns.get('id')).toMatchObject({
      values: Float64Array.of(1e20),
    });
  });

  test('texts listed as missing are missing in JSON too', async () => {
    const table = await text('[{"y": 1, "g": "n/a"}, {"y": "n/a", "g": "a"}]', { na: ['n/a'] });
    expect(columnsOf(table)).toEqual({
      y: { kind: 'number', values: Float64Array.of(1, Number.NaN) },
      g: { kind: 'factor', levels: ['a'], codes: Int32Array.of(-1, 0) },
    });
  });

  test('so are numbers that are listed, however the file holds them', async () => {
    const table = await text('[{"y": 999, "x": -9}, {"y": 2, "x": 999}]', { na: ['999', '-9'] });
    expect(columnsOf(table)).toEqual({
      y: { kind: 'number', values: Float64Array.of(Number.NaN, 2) },
      x: { kind: 'number', values: Float64Array.of(Number.NaN, Number.NaN) },
    });
    const { columns } = await readTable(file('twin-snappy.parquet'), { na: ['1'] });
    expect(columns.get('y')).toMatchObject({ kind: 'number', values: expect.toSatisfy(hasNaN) });
  });

  test('JSON in UTF-16', async () => {
    const bytes = Buffer.from('\uFEFF[{"y": 1}]', 'utf16le');
    expect((await text(bytes)).columns.get('y')).toEqual({ kind: 'number', values: Float64Array.of(1) });
  });

  test('a header in brackets is no JSON', async () => {
    expect([...(await text('[dose],[time]\n1,2\n')).columns.keys()]).toEqual(['[dose]', '[time]']);
  });
});

describe('readTable: Arrow', () => {
  test.each(['twin.arrow', 'twin-stream.arrow'])(
    '%s: the same table, its dictionary in order',
    async (name) => {
      const { columns, notes } = await readTable(file(name));
      const { clinic, ...others } = Object.fromEntries(columns);
      const { clinic: plain, ...wanted } = columnsOf(twin);
      expect(others).toEqual(wanted);
      const levels = ['south', 'north', 'a b', 'nowhere', 'éast'];
      expect(clinic).toEqual({
        kind: 'factor',
        levels,
        codes: Int32Array.of(1, 0, 4, 1, -1, 2),
        declared: true,
      });
      expect(plain).toMatchObject({ levels: ['a b', 'north', 'south', 'éast'] });
      expect(notes?.map((note) => note.text)).toEqual([
        `the levels of clinic are in the order of ${name}, the reference first`,
      ]);
    },
  );

  test.each(['long-lz4.arrow', 'long-zstd.arrow'])('%s is unpacked', async (name) => {
    const bytes = await readFile(file(name));
    expect(bytes.length).toBeLessThan(6000);
    const rows = Array.from({ length: 1000 }, (_, i) => i);
    expect(columnsOf(await readTable(file(name)))).toEqual({
      x: { kind: 'number', values: Float64Array.from(rows, (i) => (i % 7) / 8) },
      g: { kind: 'factor', levels: ['a', 'b', 'c'], codes: Int32Array.from(rows, (i) => i % 3) },
    });
  });

  test('a file or stream that is cut short', async () => {
    for (const name of ['twin.arrow', 'twin-stream.arrow'])
      for (const length of [12, 300, 900, 1400])
        expect(await rejection(text((await readFile(file(name))).subarray(0, length))), `${length}`).toMatch(
          /^data: x cannot be read as Arrow( \(.*\))?; it may be cut short$/,
        );
  });
});

describe('readTable: Parquet', () => {
  test('a table that poolwise wrote is as it was, the order of its levels included', async () => {
    const table = withFactors(twin, { clinic: ['south', 'north', 'a b', 'éast'] });
    const read = await text(tableParquet(table));
    expect(read.columns).toEqual(table.columns);
    expect([read.source, read.lines]).toEqual(['twin.csv', table.lines]);
    expect(await rejection(text(tableParquet(table), { na: ['-'] }))).toBe(
      'data: x is a table that poolwise has read, whose missing values are settled; leave na out',
    );
  });

  test('columns that were factors in Arrow, whose order Parquet lost, are noted', async () => {
    const stream = await readFile(file('twin-stream.arrow'));
    const schema = stream.subarray(0, 8 + stream.readInt32LE(4)).toString('base64');
    const columns = [{ name: 'clinic', values: ['b', 'a'], type: 'STRING' }] as const;
    const { notes } = await text(parquetBytes(columns, { 'ARROW:schema': schema }));
    expect(notes?.map((note) => note.text)).toEqual([
      'the levels of clinic are sorted, since Parquet keeps no order of them',
    ]);
  });
});

describe('readTable: sheets', () => {
  const sheet = (name: string) => readTable(file('twin.xlsx'), { sheet: name });

  test('the first that is not hidden, said where there are several; rows are those of the sheet', async () => {
    const table = await readTable(file('twin.xlsx'));
    expect(table.notes?.map((note) => note.text)).toEqual([
      'of 6 sheets of twin.xlsx (notes, trial, other, merged, formula, empty), "trial" is read',
    ]);
    expect(table.lines).toEqual(Int32Array.of(4, 5, 6, 7, 8, 9));
  });

  test('the one that is named, and nothing said', async () => {
    const { notes, columns } = await sheet('other');
    expect([notes, [...columns.keys()]]).toEqual([undefined, ['z']]);
  });

  test.each([
    ['othr', /^data: twin.xlsx has no sheet "othr" \(have: notes, .*\). Did you mean "other"\?$/],
    [
      'merged',
      /^data: the cells A2:A3 of sheet "merged" of twin.xlsx are merged, and only the first of them/,
    ],
    ['formula', /^data: cell B2 of sheet "formula" of twin.xlsx is a formula without its value; open/],
    ['empty', /^data: sheet "empty" of twin.xlsx is empty$/],
    ['notes', /^data: twin.xlsx has a header and no rows$/],
  ])('%s is refused', async (name, message) => {
    expect(await rejection(sheet(name))).toMatch(message);
  });

  test('a workbook that is cut short', async () => {
    expect(await rejection(text((await readFile(file('twin.xlsx'))).subarray(0, 9000)))).toMatch(
      /^data: x cannot be read as an Excel workbook \(.*\); it may be cut short/,
    );
  });
});

describe('tableFromBytes: as a page reads', () => {
  const content = `y,g\n${'1.5,a\n2.5,b\n'.repeat(60_000)}`;

  test('a Blob and a stream are the same table, and say how far they are', async () => {
    const blob = new Blob([content]);
    const seen: number[] = [];
    const table = await tableFromBytes(blob, { name: 'x', onProgress: (bytes) => seen.push(bytes) });
    for (const from of [blob.stream(), new TextEncoder().encode(content)])
      expect(formatCsv(await tableFromBytes(from))).toBe(formatCsv(table));
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(content.length);
  });

  test('gives up between two pieces', async () => {
    const controller = new AbortController();
    const reading = tableFromBytes(new Blob([content]), {
      onProgress: () => controller.abort(new Error('enough')),
      signal: controller.signal,
    });
    await expect(reading).rejects.toThrow('enough');
  });

  test('what is neither is refused', async () => {
    expect(await rejection(tableFromBytes('y\n1\n' as never))).toMatch(
      /^tableFromBytes: expected a Uint8Array, an ArrayBuffer, a Blob or a stream, got/,
    );
  });
});

describe('readTable: what is no table', () => {
  const bytes = (start: string): Uint8Array => Uint8Array.from(start, (character) => character.charCodeAt(0));
  test.each([
    ['<stata_dta><header>', /^data: x is a Stata file, which is not read; write it as CSV/],
    ['$FL2@(#) SPSS DATA FILE', /^data: x is an SPSS file, which is not read; write it as CSV: in SPSS/],
    ['\x72\x02\x01\0', /^data: x is a Stata file/],
    ['X\n\0\0\0\x03', /^data: x is a file of R objects, which is not read; write its data frame from R/],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /^data: x is a workbook with a password, or one from before/],
    ['PK\x03\x04abc', /^data: x is a zip archive, which is not read; unpack it first$/],
    ['BZh91AY', /^data: x is packed by bzip2, xz or zstd/],
    ['<!DOCTYPE html><html>', /^data: x is a web page/],
    ['', /^data: x is empty$/],
    ['a,b\n', /^data: x has a header and no rows$/],
    ['[]', /^data: x has no rows$/],
    ['[{"y": 1}', /^data: x begins as JSON and is not \(.*\); it may be cut short$/],
    ['{"y": 1}\n{"y": 2', /^data: x line 2 is not a JSON object as the lines before it are/],
    ['{"y": [1, 2], "x": [1]}', /^data: column "x" of x has 1 values, column "y" has 2$/],
    ['[1, 2]', /^data: row 1 must be an object such as \{ y: 1, x: 2 \}, got a number$/],
    ['{"y": {"0": 1}}', /^data: the JSON of x must be rows, .* got an object of another shape$/],
    ['PAR1 and so on', /^data: x cannot be read as Parquet \(.*\); it may be cut short$/],
  ])('%j', async (start, message) => {
    expect(await rejection(text(bytes(start)))).toMatch(message);
  });

  test('gzip that is cut short or damaged', async () => {
    const packed = gzipSync(await readFile(file('twin.csv')));
    const message = 'data: the gzip data of x are damaged or end too early; copy the file again';
    expect(await rejection(text(packed.subarray(0, 90)))).toBe(message);
    packed[40] ^= 255;
    expect(await rejection(text(packed))).toBe(message);
  });

  test('gzip within gzip', async () => {
    expect(await rejection(text(gzipSync(gzipSync('y\n1\n'))))).toBe(
      'data: x is packed by gzip twice, which is not read; unpack it once',
    );
  });

  test('options that do not go with the format', async () => {
    expect(await rejection(text('{"y": 1}', { decimal: ',' }))).toBe(
      'data: decimal is for files of text fields, x is JSON; leave decimal out',
    );
    expect(await rejection(readTable(file('twin.csv'), { sheet: 'a' }))).toBe(
      'data: twin.csv is text, which has no sheets; leave the sheet out',
    );
    expect(await rejection(text('y\n1\n', { sheets: 'a' } as ReadOptions))).toMatch(/Did you mean "sheet"/);
  });
});
