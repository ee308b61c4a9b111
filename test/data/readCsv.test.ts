import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsv } from '../../src/data/formatCsv.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import { writeCsv } from '../../src/data/writeCsv.ts';
import { arbitraryTable } from './arbitraryTable.ts';
import { rejection, temporaryFolder } from './temporaryFolder.ts';

describe('readCsv', () => {
  test('reads back what writeCsv wrote, and calls it by the name of the file', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'hospital.csv');
    await fc.assert(
      fc.asyncProperty(arbitraryTable, async (table) => {
        await writeCsv(table, path);
        const read = await readCsv(path);
        expect(read.columns).toEqual(table.columns);
        expect(read.source).toBe('hospital.csv');
      }),
      { numRuns: 30 },
    );
  });

  test('reads a file of several megabytes as parseCsv reads its text, text that begins late included', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'long.csv');
    const rows = Array.from(
      { length: 120_000 },
      (_, i) => `${i},0${i % 7},"d, é${i % 50}",${i > 11e4 ? 'x' : i}.50`,
    );
    const text = `id,code,doctor,late\r\n${rows.join('\r\n')}\r\n`;
    await writeFile(path, text);
    const table = await readCsv(path);
    expect(text.length).toBeGreaterThan(2 << 20);
    // `toEqual` takes seconds for columns this long, the text they format to does not
    const parsed = parseCsv(text, 'long.csv');
    expect(formatCsv(table) === formatCsv(parsed)).toBe(true);
    expect(table.lines?.join() === parsed.lines?.join()).toBe(true);
    expect([...table.columns.values()].map(({ kind }) => kind)).toEqual([
      'number',
      'number',
      'factor',
      'factor',
    ]);
    const late = table.columns.get('late');
    expect(late?.kind === 'factor' && late.levels[late.codes[7]]).toBe('7.50');
  });

  test('says which file is missing, what is there instead and what was meant', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'hospital.csv'), 'a\n1\n');
    await writeFile(join(folder, 'notes.txt'), '');
    expect(await rejection(readCsv(join(folder, 'hopsital.csv')))).toBe(
      `data: no file "hopsital.csv" in "${folder}" (have: hospital.csv). Did you mean "hospital.csv"?`,
    );
    expect(await rejection(readCsv(join(folder, 'zebra.tsv')))).toBe(
      `data: no file "zebra.tsv" in "${folder}"`,
    );
    expect(await rejection(readCsv(join(folder, 'no', 'x.csv')))).toBe(
      `data: no folder "${join(folder, 'no')}" to read "x.csv" from`,
    );
    expect(await rejection(readCsv(join(folder, 'notes.txt', 'x.csv')))).toMatch(/no folder ".*notes.txt"/);
  });

  test('lists no more than a handful of files', async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 9; i++) await writeFile(join(folder, `data${i}.csv`), '');
    expect(await rejection(readCsv(join(folder, 'z.csv')))).toMatch(
      /\(have: data0.csv, .*, data5.csv, 3 more\)$/,
    );
  });

  test('says that a folder is not a file', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data.csv'));
    await writeFile(join(folder, 'data.csv', 'a.csv'), '');
    expect(await rejection(readCsv(join(folder, 'data.csv')))).toBe(
      `data: "${join(folder, 'data.csv')}" is a folder, not a file (have: a.csv)`,
    );
  });

  test.each([
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le')],
    ['Latin-1', Buffer.from('a,b\ncaf\u00e9,2\n', 'latin1')],
    ['random bytes', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
  ])('says that %s is not UTF-8 text', async (_, bytes) => {
    const path = join(await temporaryFolder(), 'x.csv');
    await writeFile(path, bytes);
    expect(await rejection(readCsv(path))).toMatch(/^data: x.csv line \d is not UTF-8 text; save/);
  });

  test('says the same of a file as parseCsv of its text', async () => {
    const path = join(await temporaryFolder(), 'x.csv');
    for (const text of ['', 'a,b\n', 'a,b\n1\n', 'a,b\n1,"2\n']) {
      await writeFile(path, text);
      expect(() => parseCsv(text, basename(path))).toThrow(
        expect.objectContaining({ message: await rejection(readCsv(path)) }),
      );
    }
  });

  test('formatCsv and writeCsv give the same text', async () => {
    const path = join(await temporaryFolder(), 'x.csv');
    const table = parseCsv('a,b\n1,x\n2,"y, z"\n', 'x.csv');
    await writeCsv(table, path);
    expect(await readCsv(path)).toEqual(parseCsv(formatCsv(table), 'x.csv'));
  });
});
