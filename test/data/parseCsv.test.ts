import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCodePoints, sortLevels } from '../../models/codePoints.ts';
import { parseNumber, spellingsOf } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import type { CsvOptions } from '../../src/data/csvOptions.ts';
import { detectDialect } from '../../src/data/dialect.ts';
import { formatCsv } from '../../src/data/formatCsv.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { startReading } from '../../src/data/startReading.ts';
import { InputError } from '../../src/engine/errors.ts';
import { arbitraryTable } from './arbitraryTable.ts';

const nan = Number.NaN;

function numbers(...values: number[]): Column {
  return { kind: 'number', values: Float64Array.from(values) };
}

/** What a number column holds beside its values: the spellings kept, by row. */
function spellings(column: Column): Record<number, string> {
  const parts = column.kind === 'number' ? (column.spelt ?? []) : [];
  return Object.fromEntries(
    parts.flatMap(({ rows, texts }) => texts.split('\n').map((text, i) => [rows[i], text])),
  );
}

function factor(levels: string[], ...codes: number[]): Column {
  return { kind: 'factor', levels, codes: Int32Array.from(codes) };
}

function booleans(...values: number[]): Column {
  return { kind: 'boolean', values: Int8Array.from(values) };
}

function columnsOf(text: string): Record<string, Column> {
  return Object.fromEntries(parseCsv(text, 'x.csv').columns);
}

/** The column of these fields, one a row; a second column keeps empty fields from being blank lines. */
function columnOf(...fields: string[]): Column {
  return columnsOf(`a,b\n${fields.map((field) => `${field},1\n`).join('')}`).a;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseCsv: layout', () => {
  test('reads a header and rows, and says where they came from', () => {
    expect(parseCsv('y,g\n1,a\n2,b\n', 'x.csv')).toEqual({
      source: 'x.csv',
      rows: 2,
      columns: new Map([
        ['y', numbers(1, 2)],
        ['g', factor(['a', 'b'], 0, 1)],
      ]),
      lines: Int32Array.of(2, 3),
    });
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines that end in %s, with and without one after the last row', (_, end) => {
    const wanted = { a: numbers(1, 3), b: factor(['x', 'y'], 0, 1) };
    expect(columnsOf(['a,b', '1,x', '3,y'].join(end))).toEqual(wanted);
    expect(columnsOf(['a,b', '1,x', '3,y', ''].join(end))).toEqual(wanted);
    expect(columnsOf(['a,"b"', '1,"x"', '3,"y"', ''].join(end))).toEqual(wanted);
  });

  test('keeps delimiters, line ends and doubled quotes of quoted fields', () => {
    expect(columnsOf('a,b\n"1,5","say ""hi""\nthere"\n"p\r\nq","r\rs"')).toEqual({
      a: factor(['1,5', 'p\r\nq'], 0, 1),
      b: factor(['r\rs', 'say "hi"\nthere'], 1, 0),
    });
  });

  test('takes a quote inside an unquoted field as it is', () => {
    expect(columnOf('5" pipe', 'a"b"')).toEqual(factor(['5" pipe', 'a"b"'], 0, 1));
  });

  test('drops a byte order mark, also before a quote', () => {
    expect(columnsOf('\uFEFF"a",b\n1,2\n')).toEqual({ a: numbers(1), b: numbers(2) });
  });

  test('ends where DOS ended a file', () => {
    expect(columnsOf('a,b\r\n1,2\r\n\u001A')).toEqual({ a: numbers(1), b: numbers(2) });
  });

  test('reads lines that end in LF and CRLF by turns', () => {
    expect(columnsOf('a,b\r\n1,2\n3,4\r\n')).toEqual({ a: numbers(1, 3), b: numbers(2, 4) });
  });

  test('drops spaces round names, numbers, words and quotes', () => {
    expect(columnsOf(' a , "b" ,\tc\n 1 , x\t, "p q" \n')).toEqual({
      a: numbers(1),
      b: factor(['x'], 0),
      c: factor(['p q'], 0),
    });
  });

  test('skips blank lines wherever they stand, and still numbers lines as the file does', () => {
    const table = parseCsv('\n\na,b\n1,2\n\n  \n3,4\n\n\n', 'x.csv');
    expect(table.columns.get('a')).toEqual(numbers(1, 3));
    expect(table.lines).toEqual(Int32Array.of(4, 7));
  });

  test('numbers rows by the line they begin on when fields hold line ends', () => {
    expect(parseCsv('a,b\n1,"x\ny\r\nz"\n2,w\n', 'x.csv').lines).toEqual(Int32Array.of(2, 5));
    expect(parseCsv('"a\nb",c\n1,2\n', 'x.csv').lines).toEqual(Int32Array.of(3));
    expect(parseCsv('a,b\r1,"x\ry"\r2,w\r', 'x.csv').lines).toEqual(Int32Array.of(2, 4));
  });

  test.each([
    ['a;b', ';'],
    ['a\tb', '\t'],
    ['a,b', ','],
    ['a', ','],
    ['x (a;b),y', ','],
    ['"p,q,r";b', ';'],
    ['"p"",q";b', ';'],
    ['weight, kg;height, m;age;sex', ';'],
    ['5" pipe;b', ';'],
  ])('finds the delimiter of the header %j to be %j', (header, delimiter) => {
    expect(detectDialect(`${header}\n1,2,3\n`)?.delimiter).toBe(delimiter);
  });

  test('reads semicolons with commas inside fields', () => {
    expect(columnsOf('a;b\n1,5 m;2\n')).toEqual({ a: factor(['1,5 m'], 0), b: numbers(2) });
  });

  test('keeps names such as __proto__ apart from anything else', () => {
    expect(parseCsv('__proto__,constructor\n1,2\n', 'x').columns.get('__proto__')).toEqual(numbers(1));
  });
});

describe('parseCsv: types', () => {
  test('reads every spelling of a number, and keeps those that are not how it prints', () => {
    const fields = ['1e5', '-3', '.5', '5.', '+2', '007', '1E-2', '-0', '"8"', '0', '00', '0e5', '', '2.50'];
    const column = columnOf(...fields);
    expect(column).toMatchObject(numbers(1e5, -3, 0.5, 5, 2, 7, 0.01, -0, 8, 0, 0, 0, nan, 2.5));
    expect(spellings(column)).toEqual({
      ...{ 0: '1e5', 2: '.5', 3: '5.', 4: '+2', 5: '007', 6: '1E-2', 10: '00', 11: '0e5', 13: '2.50' },
    });
    expect(columnOf('12', '-3.25', '0', '1e-7', '1e+21', '0.1', '123456789012345680')).toEqual(
      numbers(12, -3.25, 0, 1e-7, 1e21, 0.1, 123456789012345680),
    );
  });

  test('reads infinite values as they are spelled by R, NumPy and JavaScript', () => {
    const column = columnOf('Inf', '-Inf', 'inf', '-Infinity', '1e999');
    expect(column).toMatchObject(numbers(Infinity, -Infinity, Infinity, -Infinity, Infinity));
    expect(spellings(column)).toEqual({ 2: 'inf', 3: '-Infinity', 4: '1e999' });
  });

  test.each([
    '1,5',
    '1_000',
    '0x1F',
    '0b1',
    '0o7',
    '1e',
    '1 2',
    'e5',
    '--1',
    '10n',
    '$5',
    '5%',
    '.',
    '-',
    'infinite',
  ])('does not take %j for a number', (field) => {
    expect(parseNumber(field)).toBeUndefined();
  });

  test('rounds digits beyond what a double holds, and keeps their spelling', () => {
    const column = columnOf(
      '9007199254740992',
      '9007199254740993',
      '9007199254740993.0',
      '0.1000000000000000055',
    );
    expect(column).toMatchObject(numbers(2 ** 53, 2 ** 53, 2 ** 53, 0.1));
    expect(spellings(column)).toEqual({
      ...{ 1: '9007199254740993', 2: '9007199254740993.0', 3: '0.1000000000000000055' },
    });
  });

  test('reads TRUE, true, True and their opposites as booleans, T and F as text', () => {
    expect(columnOf('TRUE', 'false', 'True', '', 'FALSE')).toEqual(booleans(1, 0, 1, -1, 0));
    expect(columnOf('T', 'F')).toEqual(factor(['F', 'T'], 1, 0));
    expect(columnOf('TRUE', 'yes')).toEqual(factor(['TRUE', 'yes'], 0, 1));
    expect(columnOf('TRUE', '1')).toEqual(factor(['1', 'TRUE'], 1, 0));
  });

  test('reads empty fields, spaces, empty quotes, NA and NaN as missing in every kind of column', () => {
    const missing = ['', '  ', '""', '" "', 'NA', ' NaN '];
    expect(columnOf('1', ...missing)).toEqual(numbers(1, nan, nan, nan, nan, nan, nan));
    expect(columnOf(...missing, 'a')).toEqual(factor(['a'], -1, -1, -1, -1, -1, -1, 0));
    expect(columnOf('TRUE', ...missing)).toEqual(booleans(1, -1, -1, -1, -1, -1, -1));
    expect(columnOf(...missing)).toEqual(numbers(nan, nan, nan, nan, nan, nan));
  });

  test('makes a factor of numbers mixed with text, keeping their spelling', () => {
    expect(columnOf('007', '1.50', '<0.5', '')).toEqual(factor(['007', '1.50', '<0.5'], 0, 1, 2, -1));
  });

  test('sorts levels by code point, not by locale nor by UTF-16 unit', () => {
    expect(sortLevels(['b', 'a', 'Z', 'é', '😀', '\uFB01', '10', '9', ''])).toEqual([
      '',
      '10',
      '9',
      'Z',
      'a',
      'b',
      'é',
      '\uFB01',
      '😀',
    ]);
  });

  test('compareCodePoints agrees with comparing arrays of code points', () => {
    const codePoints = (text: string) => Array.from(text, (symbol) => symbol.codePointAt(0) ?? 0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [x, y] = [codePoints(a), codePoints(b)];
        const at = x.findIndex((point, i) => point !== y[i]);
        const wanted = at === -1 ? x.length - y.length : x[at] - (y[at] ?? -1);
        expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(wanted));
      }),
    );
  });
});

describe('parseCsv: options', () => {
  const read = (text: string, options: CsvOptions = {}) => parseCsv(text, 'x.csv', options);

  test('na names fields that are missing, in every kind of column', () => {
    const table = read('a,b,c\n1,.,N/A\nN/A,u,.\n.,N/A,TRUE\n', { na: ['N/A', '.'] });
    expect(Object.fromEntries(table.columns)).toEqual({
      a: numbers(1, nan, nan),
      b: factor(['u'], -1, 0, -1),
      c: booleans(-1, -1, 1),
    });
  });

  test.each([
    ['a semicolon file without points', 'a;b\n1;2\n3;4,5\n', ','],
    ['thousandths between semicolons', 'a;b\n1;7,207\n', ','],
    ['a file with tabs', 'a\tb\n1\t4,5\n', ','],
    ['what may be thousands between tabs', 'a\tb\n1\t4,500\n', undefined],
    ['thousandths beside tenths between tabs', 'a\tb\n0,5\t4,500\n', ','],
    ['points and commas', 'a;b\n1.5;4,5\n', undefined],
    ['commas between commas', 'a,b\n1,"4,5"\n', undefined],
    ['no decimals', 'a;b\n1;2\n', undefined],
  ])('the decimal mark of %s', (_, text, decimal) => {
    const table = read(text);
    expect(table.decimal).toBe(decimal);
    const parted = text.startsWith('a,b') ? [] : ['delimiter'];
    const kinds = (notes: Table['notes'] = []) => notes.map(({ kind }) => kind);
    expect(kinds(table.notes)).toEqual(decimal === undefined ? parted : [...parted, 'decimalComma']);
    const forced = read(text, { decimal: ',' });
    expect([forced.decimal, kinds(forced.notes)]).toEqual([',', parted]);
    expect(forced.columns.get('b')?.kind).toBe('number');
  });

  test('numbers written with either mark are the same, and keep their spelling', () => {
    const row = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), (rows) => {
        const points = rows.map(([x, n]) => `${x};${n}\n`).join('');
        const commas = points.replaceAll('.', ',');
        const wanted = read(`x;n\n${points}`).columns.get('x');
        const found = read(`x;n\n${commas}`, { decimal: ',' }).columns.get('x');
        expect(found?.kind === 'number' && found.values).toEqual(wanted?.kind === 'number' && wanted.values);
      }),
    );
  });

  test('the mark is settled by the first decimals, however late they come', () => {
    const whole = 'a;b\n'.concat('1;2\n'.repeat(100_000));
    expect(read(`${whole}3;4,5\n`).columns.get('b')).toMatchObject({ kind: 'number' });
    expect(read(`${whole}3;4,5\n`).notes?.[1].text).toMatch(
      /^x.csv has decimal commas: "4,5" at line 100002 /,
    );
  });

  test('are checked', () => {
    expect(messageOf(() => read('a\n1\n', { decimal: ';' as ',' }))).toBe(
      'data: the decimal mark must be "." or ",", got ";"',
    );
    expect(messageOf(() => read('a\n1\n', { decimals: ',' } as CsvOptions))).toBe(
      'data: no option "decimals" (have: na, decimal, rowNames). Did you mean "decimal"?',
    );
    expect(messageOf(() => read('a\n1\n', { na: 'N/A' as unknown as string[] }))).toBe(
      'data: na must be a list of texts, such as ["N/A"], got "N/A"',
    );
  });
});

describe('parseCsv: errors', () => {
  test.each([
    ['a,b\n1,2\n3\n', 'data: x.csv line 3 has 1 field, the header has 2'],
    ['a,b\n1,2,\n', 'data: x.csv line 2 has 3 fields, the header has 2'],
    ['a,b\n1,"x\ny"\n\n1,2,3,4\n', 'data: x.csv line 5 has 4 fields, the header has 2'],
    ['', 'data: x.csv is empty'],
    ['\uFEFF\n \r\n', 'data: x.csv is empty'],
    ['a,b\n\n', 'data: x.csv has a header and no rows'],
    ['a,b', 'data: x.csv has a header and no rows'],
    ['"a\nb","a\nb"\n1,2\n', 'data: the header of x.csv names "a\\nb" twice, in columns 1 and 2'],
    ['a,b, a \n1,2,3\n', 'data: the header of x.csv names "a" twice, in columns 1 and 3'],
    [
      '"",a\n1,2\n',
      'data: the header of x.csv has no name for column 1 of 2; for row names from R, write the file with row.names = FALSE',
    ],
    ['a,,b\n1,2,3\n', 'data: the header of x.csv has no name for column 2 of 3'],
    [
      'a,b,\n1,2,3\n',
      'data: the header of x.csv has no name for column 3 of 3; the line may end in a delimiter too many',
    ],
    ['a,b\n1,2\n3,"4\n5,6\n', 'data: x.csv line 3 opens a quote that is never closed'],
    ['"a,b\n1,2\n', 'data: x.csv line 1 opens a quote that is never closed'],
    [
      'a,b\n1,"x"y\n',
      'data: x.csv line 2 opens a quote that closes inside its field; write a quote within quotes twice ("")',
    ],
    [
      'a,b\n1,"x\n2,"y"\n',
      'data: x.csv line 2 opens a quote that closes inside its field; write a quote within quotes twice ("")',
    ],
    ['a,b\n1,\uFFFD\n', 'data: x.csv line 2 is not UTF-8 text; save the file as CSV in UTF-8'],
    ['a,b\r\n1,2\r\n\0,2', 'data: x.csv line 3 is not UTF-8 text; save the file as CSV in UTF-8'],
    ['a,b\u0007\n1,2\n', 'data: x.csv line 1 holds the control character U+0007; take it out of the file'],
    [
      'a,b\r1,2\r3,x\u001B[31m\r',
      'data: x.csv line 3 holds the control character U+001B; take it out of the file',
    ],
    [
      'a,b\n1,2\n\u001A3,4\n',
      'data: x.csv line 3 holds the control character U+001A; take it out of the file',
    ],
    [
      'a,b\n1,2\r3,4\n5,6\n',
      'data: x.csv line 2 has 3 fields, the header has 2; its lines may end in different ways, save it with one kind of line end',
    ],
    [
      'a,b\r1,2\n3,4\n',
      'data: x.csv line 2 has 3 fields, the header has 2; its lines may end in different ways, save it with one kind of line end',
    ],
    ['PK\u0003\u0004\0\0', 'data: x.csv is a spreadsheet or a zip archive; save the table as CSV'],
  ])('of %j says so', (text, message) => {
    expect(messageOf(() => parseCsv(text, 'x.csv'))).toBe(message);
  });

  test('carry the numbers for programs', () => {
    expect(() => parseCsv('a,b\n1\n', 'x.csv')).toThrow(
      expect.objectContaining({ details: { source: 'x.csv', line: 2, fields: 1, wanted: 2 } }),
    );
  });

  test('name the line of a quote left open in a long file, without reading all of it again and again', () => {
    const row = '1,2\n';
    const text = `a,b\n1,"2\n${row.repeat(6_000_000)}`;
    expect(messageOf(() => parseCsv(text, 'x.csv'))).toBe(
      'data: x.csv line 2 opens a quote that is never closed',
    );
  });

  test('are InputErrors whatever the text', () => {
    const unit = fc.constantFrom(...'ab01,;"\n\r\t .-\uFEFF\0', '""', '"\n', ',"', '",', 'NA', '\r\n');
    const text = fc.oneof(fc.string({ unit, maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(text, (body) => {
        try {
          const { rows, columns, lines } = parseCsv(body, 'x.csv');
          for (const column of columns.values()) {
            expect(column.kind === 'factor' ? column.codes.length : column.values.length).toBe(rows);
          }
          expect(lines?.length).toBe(rows);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.message).toMatch(/^data: [^\n]*[^.\n]$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('startReading', () => {
  function readInPieces(text: string, size: number) {
    const reading = startReading('any');
    for (let at = 0; at < text.length; at += size) reading.push(text.slice(at, at + size));
    return reading.end();
  }

  /** The table with the spellings of number columns listed, for pieces pack them differently. */
  function unpacked(table: Table) {
    const columns = [...table.columns].map(([name, column]) => {
      if (column.kind !== 'number') return [name, column];
      const spelling = spellingsOf(column);
      return [name, column.values, Array.from(column.values, (_, row) => spelling(row))];
    });
    return { ...table, columns };
  }

  test('gives the same table however the text is cut into pieces', () => {
    const ending = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(arbitraryTable, fc.integer({ min: 1, max: 30 }), ending, (table, size, end) => {
        const text = formatCsv(table);
        const cut = text.includes('"') ? text : text.replaceAll('\n', end);
        expect(unpacked(readInPieces(cut, size))).toEqual(unpacked(parseCsv(cut, 'any')));
      }),
    );
  });

  test('keeps the spelling of numbers when text comes in a later piece', () => {
    const text = 'a,b\n01,1\n2,2\n,3\nx,4\n-0,5\n04,6\n';
    for (const size of [3, 5, 8, 100]) {
      expect(readInPieces(text, size).columns.get('a')).toEqual(
        factor(['-0', '01', '04', '2', 'x'], 1, 3, -1, 4, 0, 2),
      );
    }
  });
});
