import { spellingsOf } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';
import { factorOf } from './columnFromValues.ts';

/** Columns to make factors of: their levels, the reference first, or 'sorted' by code point. */
export type Factors = Readonly<Record<string, readonly string[] | 'sorted'>>;

/**
 * The table with these columns as factors; numbers become levels as they were spelt (3 or 3.0), booleans TRUE and FALSE.
 * Levels given are declared: models keep their order, and may find some without a row. Other columns are shared with
 * the table given.
 * Throws InputError on a column that is not there, a level listed twice, and a value that is not among the levels.
 */
export function withFactors(table: Table, factors: Factors): Table {
  const columns = new Map(table.columns);
  for (const [name, levels] of Object.entries(factors)) {
    const column = columns.get(name);
    if (!column) throw noSuchColumn(name, [...columns.keys()]);
    const words = wordsOf(column, table.rows);
    if (levels !== 'sorted') checkLevels(table, name, levels, words);
    columns.set(
      name,
      levels === 'sorted' ? factorOf(words) : { ...factorOf(words, [...levels]), declared: true },
    );
  }
  return { ...table, columns };
}

function noSuchColumn(name: string, have: readonly string[]): InputError {
  return new InputError(
    `data: no column "${name}" to make a factor of (have: ${have.join(', ')})${didYouMean(name, have)}`,
    {
      column: name,
    },
  );
}

function wordsOf(column: Column, rows: number): (string | null)[] {
  const wordAt = wordReader(column);
  return Array.from({ length: rows }, (_, row) => wordAt(row));
}

function wordReader(column: Column): (row: number) => string | null {
  switch (column.kind) {
    case 'number': {
      const spelling = spellingsOf(column);
      return (row) => (Number.isNaN(column.values[row]) ? null : spelling(row));
    }
    case 'boolean':
      return (row) => ['FALSE', 'TRUE'][column.values[row]] ?? null;
    case 'factor':
      return (row) => column.levels[column.codes[row]] ?? null;
  }
}

function checkLevels(
  table: Table,
  name: string,
  levels: readonly string[],
  words: readonly (string | null)[],
): void {
  const known = new Set(levels);
  if (known.size < levels.length) {
    const twice = levels.find((level, i) => levels.indexOf(level) < i);
    throw new InputError(`data: the levels of "${name}" list "${twice}" twice`, {
      column: name,
      level: twice,
    });
  }
  const row = words.findIndex((word) => word !== null && !known.has(word));
  if (row === -1) return;
  const place = table.lines ? `line ${table.lines[row]}` : `row ${row + 1}`;
  throw new InputError(
    `data: "${name}" has ${JSON.stringify(words[row])} at ${place}, which is not among its levels (have: ${levels.join(', ')})`,
    {
      column: name,
      value: words[row],
    },
  );
}
