import fc from 'fast-check';
import { sortLevels } from '../../models/codePoints.ts';
import { parseNumber } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import { parseBoolean } from '../../src/data/fields.ts';

/** Any character a CSV file may trip over, besides ordinary ones. */
const character = fc.constantFrom(...'abz019.-+eE,;"\'\n\r\t |#\\éß漢😀\uFB01');

/** Text that CSV can carry: trimmed, and not to be taken for a number, a truth value or a missing one. */
export const word = fc
  .oneof(fc.string({ unit: character, maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 6 }))
  .map((text) => text.replaceAll(/[\0\uFFFD]/g, '').trim())
  .filter((text) => text !== '' && text !== 'NA' && text !== 'NaN')
  .filter((text) => parseNumber(text) === undefined && parseBoolean(text) === undefined);

function numberColumn(rows: number): fc.Arbitrary<Column> {
  const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, -0, 1e20, 5e-324, 0.1));
  return fc
    .array(value, { minLength: rows, maxLength: rows })
    .map((values) => ({ kind: 'number', values: Float64Array.from(values) }));
}

function factorColumn(rows: number): fc.Arbitrary<Column> {
  return fc.array(fc.option(word, { freq: 5 }), { minLength: rows, maxLength: rows }).map((words) => {
    const levels = sortLevels(new Set(words.filter((text) => text !== null)));
    if (levels.length === 0) return { kind: 'number', values: new Float64Array(rows).fill(Number.NaN) };
    const codes = Int32Array.from(words, (text) => (text === null ? -1 : levels.indexOf(text)));
    return { kind: 'factor', levels, codes };
  });
}

function booleanColumn(rows: number): fc.Arbitrary<Column> {
  return fc
    .array(fc.constantFrom(-1, 0, 1), { minLength: rows, maxLength: rows })
    .filter((values) => values.some((value) => value >= 0))
    .map((values) => ({ kind: 'boolean', values: Int8Array.from(values) }));
}

/** Tables that are in the form a reader would give them: used levels only, in code-point order, no empty columns. */
export const arbitraryTable: fc.Arbitrary<Table> = fc
  .integer({ min: 1, max: 12 })
  .chain((rows) =>
    fc
      .uniqueArray(
        fc.tuple(
          fc.oneof(word, fc.constant('007')),
          fc.oneof(numberColumn(rows), factorColumn(rows), booleanColumn(rows)),
        ),
        { selector: ([name]) => name, minLength: 1, maxLength: 5 },
      )
      .map((columns) => ({ source: 'any', rows, columns: new Map(columns) })),
  );
