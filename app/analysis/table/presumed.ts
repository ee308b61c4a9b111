import type { Column, Table } from 'poolwise';
import type { Presumed } from '../../state/openQuestions.ts';

/** The table as it would be read were its open questions answered by yes: what is a mark of missing values is no level, nor a number. */
export function asPresumed(table: Table, presumed: readonly Presumed[]): Table {
  const columns = new Map(table.columns);
  for (const one of presumed) {
    const column = columns.get(one.column);
    if (column !== undefined) columns.set(one.column, withoutMarks(column, one));
  }
  return { ...table, columns };
}

function withoutMarks(column: Column, { marks, hasCommas }: Presumed): Column {
  if (column.kind === 'boolean') return column;
  if (column.kind === 'number') {
    const odd = new Set(marks.map(Number));
    return { ...column, values: column.values.map((value) => (odd.has(value) ? Number.NaN : value)) };
  }
  const odd = new Set(marks);
  const codes = column.codes.map((code) => (code >= 0 && odd.has(column.levels[code]) ? -1 : code));
  const numbers = column.levels.map((level) =>
    odd.has(level) || level.trim() === '' ? Number.NaN : Number(hasCommas ? level.replace(',', '.') : level),
  );
  const areNumbers = column.levels.every((level, code) => odd.has(level) || !Number.isNaN(numbers[code]));
  if (!areNumbers) return { ...column, codes };
  return { kind: 'number', values: Float64Array.from(codes, (code) => numbers[code] ?? Number.NaN) };
}
