import { parseNumber } from '../../models/spelling.ts';
import type { Table } from '../../models/table.ts';

const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/**
 * Why a column that looks like numbers came out as text, for messages of whoever wanted numbers:
 * `"IL6" is text because of "<0.5" at line 17; 8520 of its 8525 values are numbers`.
 * Undefined when the column is not a factor, or less than half of its values are numbers or decimal-comma numbers.
 */
export function explainText(table: Table, name: string): string | undefined {
  const column = table.columns.get(name);
  if (column?.kind !== 'factor') return undefined;
  const isNumber = column.levels.map((level) => parseNumber(level) !== undefined);
  const hasComma = column.levels.map((level) => DECIMAL_COMMA.test(level));
  const present = column.codes.filter((code) => code >= 0);
  const numbers = present.filter((code) => isNumber[code]).length;
  const commas = present.filter((code) => hasComma[code]).length;
  if (2 * (numbers + commas) < present.length || present.length === 0) return undefined;
  const culprit = column.codes.findIndex(
    (code) => code >= 0 && !isNumber[code] && (commas === 0 || hasComma[code]),
  );
  if (culprit === -1) return undefined;
  const place = table.lines ? `line ${table.lines[culprit]}` : `row ${culprit + 1}`;
  const seen = `"${name}" is text because of ${JSON.stringify(column.levels[column.codes[culprit]])} at ${place}`;
  return commas > 0
    ? `${seen}; write decimals with a point`
    : `${seen}; ${numbers} of its ${present.length} values are numbers`;
}
