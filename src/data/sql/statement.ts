import type { Dialect } from './dialect.ts';

/** SQL with the values that its parameters stand for. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (number | string)[];
}

/** Texts of a statement that is being written: text of the user's never becomes SQL. */
export interface Writer {
  readonly dialect: Dialect;
  /** SQL for a number, as a double. */
  number(value: number): string;
  /** SQL for a text. */
  text(value: string): string;
  /** The statement around what was written. */
  statement(text: string): Statement;
}

/** Values as parameters; the same value is the same one. */
export function parameterWriter(dialect: Dialect): Writer {
  const values: (number | string)[] = [];
  const place = (value: number | string): string => {
    const known = values.findIndex((other) => Object.is(other, value));
    if (known < 0) values.push(value);
    return `$${known < 0 ? values.length : known + 1}`;
  };
  return {
    dialect,
    number: (value) => `CAST(${place(value)} AS ${dialect.double})`,
    text: (value) => `CAST(${place(value)} AS ${dialect.text})`,
    statement: (text) => ({ text, values }),
  };
}

/** Values as quoted literals, for a statement that somebody takes elsewhere. */
export function literalWriter(dialect: Dialect): Writer {
  return {
    dialect,
    number: (value) => dialect.number(String(value)),
    text: (value) => dialect.string(value),
    statement: (text) => ({ text, values: [] }),
  };
}

/** A column of a result, and what it holds: text, a double, a count of rows, or a whole number of many digits. */
export interface Selected {
  readonly sql: string;
  readonly as: 'text' | 'number' | 'count' | 'whole';
}

/** A statement before it is said in what form its result is to come. */
export interface Selection {
  readonly columns: readonly Selected[];
  /** FROM and all that follows. */
  readonly from: string;
}
