import { type Column, InputError, parseFormula, type Table } from 'poolwise';

/** Which of some columns have one value in each level of a grouping factor, written as in formulas: no slope varies by it. */
export function constantWithin(table: Table, group: string, columns: readonly string[]): string[] {
  const levels = levelOfRows(table, groupColumns(group));
  if (levels === null) return [];
  return columns.filter((name) => {
    const column = table.columns.get(name);
    return column !== undefined && isConstant(column, levels);
  });
}

/** None where it is no grouping factor. */
function groupColumns(group: string): readonly string[] {
  try {
    return parseFormula(`y ~ (1 | ${group})`).random[0]?.columns ?? [];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** A number for the level of each row; null where there is no such column. */
function levelOfRows(table: Table, names: readonly string[]): Int32Array | null {
  let levels = new Int32Array(table.rows);
  for (const name of names) {
    const column = table.columns.get(name);
    if (column === undefined) return null;
    const values = valuesOf(column);
    const known = new Map<number, Map<number, number>>();
    let count = 0;
    levels = levels.map((level, row) => {
      const within = known.get(level) ?? new Map<number, number>();
      known.set(level, within);
      const own = within.get(values[row]) ?? count++;
      within.set(values[row], own);
      return own;
    });
  }
  return names.length === 0 ? null : levels;
}

function isConstant(column: Column, levels: Int32Array): boolean {
  const values = valuesOf(column);
  const isMissing = (value: number): boolean =>
    Number.isNaN(value) || (column.kind !== 'number' && value < 0);
  const first = new Map<number, number>();
  return levels.every((level, row) => {
    const value = values[row];
    if (isMissing(value)) return true;
    const own = first.get(level) ?? value;
    first.set(level, own);
    return own === value;
  });
}

const valuesOf = (column: Column): ArrayLike<number> =>
  column.kind === 'factor' ? column.codes : column.values;
