import type { DecimalMark } from '../../models/table.ts';
import type { Dialect } from './dialect.ts';

const WITH_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
const WITH_POINT = /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i;
/** 1,234 may be one thousand and some: between tabs, where it does not take a comma country to write a file. */
const MAYBE_THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A decimal mark and the field that showed it, by its place in the rows. */
export interface Shown {
  readonly mark: DecimalMark;
  readonly row: number;
  readonly field: string;
}

/**
 * The decimal mark that rows of trimmed fields show, undefined where none has decimals. A comma only where every
 * decimal has it, and never where commas part the fields.
 */
export function decimalShown(
  columns: readonly (readonly string[])[],
  delimiter: Dialect['delimiter'],
): Shown | undefined {
  if (delimiter === ',') return { mark: '.', row: 0, field: '' };
  const find = (pattern: RegExp): { row: number; field: string } | undefined => {
    for (const fields of columns) {
      const row = fields.findIndex((field) => pattern.test(field));
      if (row >= 0) return { row, field: fields[row] };
    }
    return undefined;
  };
  const point = find(WITH_POINT);
  const comma = find(WITH_COMMA);
  if (point === undefined && comma === undefined) return undefined;
  if (point !== undefined || comma === undefined) return { mark: '.', row: 0, field: '' };
  const certain = columns.some((fields) =>
    fields.some((field) => WITH_COMMA.test(field) && !MAYBE_THOUSANDS.test(field)),
  );
  return certain || delimiter === ';' ? { mark: ',', ...comma } : { mark: '.', row: 0, field: '' };
}
