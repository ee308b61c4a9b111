import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNumber } from '../../models/spelling.ts';
import { formatCsv } from '../../src/data/formatCsv.ts';
import { disarm, rearm } from '../../src/data/formulaCells.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { arbitraryTable } from './arbitraryTable.ts';

describe('formatCsv', () => {
  test('writes shortest numbers, R spellings and quotes only where needed', () => {
    const table = tableFromColumns({
      y: [0.1, -0, 1e21, Number.NaN, -Infinity],
      'a,b': ['x', 'say "hi"', 'p\nq', null, 'r;s'],
      ok: [true, false, null, true, true],
    });
    expect(formatCsv(table)).toBe(
      'y,"a,b",ok\n0.1,x,TRUE\n-0,"say ""hi""",FALSE\n1e+21,"p\nq",NA\nNA,NA,TRUE\n-Inf,"r;s",TRUE\n',
    );
  });

  test('parseCsv gives the table back', () => {
    fc.assert(
      fc.property(arbitraryTable, (table) => {
        const { lines, ...back } = parseCsv(formatCsv(table), 'any');
        expect(back).toEqual(table);
        expect(lines?.length).toBe(table.rows);
      }),
      { numRuns: 500 },
    );
  });

  test('leaves spreadsheets nothing to run, and numbers numbers', () => {
    const cells = ['=cmd|calc', '+1 x', '-x', '@sum', "'=x", ' =x', '-', '+', '-1', '\uFF1Dx', 'a=b'];
    const text = formatCsv(tableFromColumns({ '=head': cells, x: cells.map((_, i) => -i) }));
    expect(text.split('\n').map((line) => line.split(',')[0])).toEqual([
      "'=head",
      ...["'=cmd|calc", "'+1 x", "'-x", "'@sum", "''=x", "' =x", '-', '+', '-1', "'\uFF1Dx", 'a=b', ''],
    ]);
    expect(text).toMatch(/^'\+1 x,-1$/m);
    const back = parseCsv(text, 'any').columns.get('=head');
    expect(back?.kind === 'factor' && [...back.codes].map((code) => back.levels[code])).toEqual(cells);
  });

  test('gives any text back that it disarmed, and no line begins a formula', () => {
    const text = fc.string({ unit: fc.constantFrom(...'\'=+-@ 1.ex,\uFF0B"'), maxLength: 6 });
    fc.assert(
      fc.property(text, (cell) => {
        expect(rearm(disarm(cell))).toBe(cell);
        const safe = disarm(cell);
        if (safe.trim().length > 1 && parseNumber(safe) === undefined)
          expect(safe).not.toMatch(/^\s*[=+\-@\uFF0B]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps missing rows of a table with a single column', () => {
    const table = tableFromColumns({ y: [null, 2, null] });
    expect(parseCsv(formatCsv(table), 'any').columns).toEqual(table.columns);
  });

  test('writes a table longer than one piece', () => {
    const table = tableFromColumns({ y: Float64Array.from({ length: 25_001 }, (_, i) => i / 3) });
    expect(parseCsv(formatCsv(table), 'any').columns).toEqual(table.columns);
  });
});
