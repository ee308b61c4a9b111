import type { CellNames } from './expressions.ts';
import type { Selected } from './statement.ts';

/** A count of rows. */
export const count = (sql: string): Selected => ({ sql, as: 'count' });

/** A double. */
export const number = (sql: string): Selected => ({ sql, as: 'number' });

/** Cells of a column of the source. */
export const key = (sql: string, name: string, cells: CellNames): Selected => ({
  sql,
  as: cells.isText(name) ? 'text' : 'number',
});

/** A whole number of many digits. */
export const whole = (sql: string): Selected => ({ sql, as: 'whole' });
