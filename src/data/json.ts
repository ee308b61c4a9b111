import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { type Cells, tableOfCells } from './columnFromCells.ts';
import { describeType } from './describeType.ts';
import { cellsOfRows } from './tableFromRows.ts';

/**
 * The table in JSON text: an array of rows as objects, an object a line (NDJSON), or columns by name, `{ "y": [1, 2] }` or
 * `{ "columns": { "y": [1, 2] } }`. Types are those of `tableFromColumns`; null is missing, as is a text listed in `na`.
 * Throws InputError on text that is not JSON, naming the line of NDJSON, on any other shape, and on whole numbers that lose
 * digits.
 */
export function tableFromJson(text: string, source: string, na: readonly string[] = []): Table {
  const entries = entriesOf(parse(text, source), source);
  refuseLostDigits(entries, text, source);
  return tableOfCells(source, entries, na);
}

function parse(text: string, source: string): unknown {
  const body = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(body);
  } catch (error) {
    const lines = body.split('\n');
    if (isObject(parsed(lines[0])) && lines.length > 1)
      return lines.flatMap((line, i) => parseLine(line, i, source));
    throw notJson(source, error);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseLine(line: string, index: number, source: string): unknown[] {
  if (line.trim() === '') return [];
  const row = parsed(line);
  if (isObject(row)) return [row];
  throw new InputError(
    `data: ${source} line ${index + 1} is not a JSON object as the lines before it are; the file may be cut short`,
    { source, line: index + 1 },
  );
}

function notJson(source: string, error: unknown): InputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InputError(`data: ${source} begins as JSON and is not (${reason}); it may be cut short`, {
    source,
  });
}

function entriesOf(value: unknown, source: string): Cells[] {
  if (Array.isArray(value)) return cellsOfRows(value);
  if (isObject(value)) {
    const columns = 'columns' in value && isObject(value.columns) ? value.columns : value;
    const entries = Object.entries(columns);
    if (entries.every(([, cells]) => Array.isArray(cells)))
      return equallyLong(entries as [string, unknown[]][], source);
    if (entries.every(([, cell]) => !isObject(cell) && !Array.isArray(cell))) return cellsOfRows([value]);
  }
  throw new InputError(
    `data: the JSON of ${source} must be rows, [{"y": 1}, ...], one a line, or columns, {"y": [1, ...]}, got ${describeType(value)} of another shape`,
    { source },
  );
}

function equallyLong(entries: readonly (readonly [string, unknown[]])[], source: string): Cells[] {
  const other = entries.find(([, cells]) => cells.length !== entries[0][1].length);
  if (other !== undefined)
    throw new InputError(
      `data: column "${other[0]}" of ${source} has ${other[1].length} values, column "${entries[0][0]}" has ${entries[0][1].length}`,
      { source, column: other[0] },
    );
  return [...entries];
}

/** A whole number written with 16 digits or more, outside of quotes. */
const LONG_INTEGER = /[:[,\s]-?\d{16,}(?![\d.eE"])/;

/** JSON.parse rounds what is beyond 2^53 without a word: two identifiers could become one. */
function refuseLostDigits(entries: readonly Cells[], text: string, source: string): void {
  if (!LONG_INTEGER.test(text)) return;
  for (const [name, cells] of entries) {
    const row = Array.from(cells).findIndex((cell) => Number.isInteger(cell) && !Number.isSafeInteger(cell));
    if (row >= 0)
      throw new InputError(
        `data: column "${name}" of ${source} holds a whole number beyond 2^53 at row ${row + 1}, which loses digits; write it as text`,
        { source, column: name, row: row + 1 },
      );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
