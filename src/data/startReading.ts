import { adviceNote, type Note } from '../../models/notes.ts';
import type { DecimalMark, Table } from '../../models/table.ts';
import { worded } from '../engine/advice.ts';
import { InputError } from '../engine/errors.ts';
import { checkHeader } from './checkHeader.ts';
import { type CsvOptions, checkCsvOptions } from './csvOptions.ts';
import { decimalShown } from './decimalMark.ts';
import { missingTest, trimField } from './fields.ts';
import {
  appendFields,
  finishColumn,
  type GrowingColumn,
  growingColumn,
  joinIntegers,
} from './growingColumn.ts';
import { type Records, splitRecords } from './splitRecords.ts';

/** One reading of a CSV text that arrives in pieces. */
export interface CsvReading {
  push(piece: string): void;
  end(): Table;
}

/** Starts a reading. `source` names the text in messages. Throws InputError for options that say nothing. */
export function startReading(source: string, options: CsvOptions = {}): CsvReading {
  checkCsvOptions(options);
  const split = splitRecords(source);
  const isMissing = missingTest(options.na ?? []);
  const lines: Int32Array[] = [];
  const notes: Note[] = [];
  let decimal = options.decimal;
  let names: readonly string[] | undefined;
  let columns: GrowingColumn[] = [];

  const named = (name: string, column: number): string =>
    name === '' && column === 0 ? (options.rowNames ?? '') : name;

  function take({ rows, lines: rowLines, delimiter }: Records): void {
    if (names === undefined && rows.length > 0) {
      names = checkHeader(rows[0].map(trimField).map(named), source);
      columns = names.map(growingColumn);
      if (delimiter !== ',') notes.push(delimiterNote(source, delimiter));
      grow(rows.slice(1), rowLines.slice(1), delimiter);
    } else grow(rows, rowLines, delimiter);
  }

  function grow(
    rows: readonly string[][],
    rowLines: readonly number[],
    delimiter: Records['delimiter'],
  ): void {
    rejectRagged(rows, rowLines, columns.length, source);
    lines.push(Int32Array.from(rowLines));
    const fields = columns.map((_, j) => rows.map((row) => trimField(row[j])));
    decimal ??= settleDecimal(fields, rowLines, delimiter);
    const marks = { isMissing, decimal: decimal ?? '.' };
    columns = columns.map((column, j) => appendFields(column, fields[j], marks));
  }

  /** Until a row has decimals, either mark reads the same. */
  function settleDecimal(
    fields: readonly (readonly string[])[],
    rowLines: readonly number[],
    delimiter: Records['delimiter'],
  ): DecimalMark | undefined {
    const shown = decimalShown(fields, delimiter);
    if (shown?.mark === ',') notes.push(decimalNote(source, shown.field, rowLines[shown.row]));
    return shown?.mark;
  }

  return {
    push: (piece) => take(split(piece, false)),
    end: () => {
      take(split('', true));
      if (names === undefined) throw new InputError(`data: ${source} is empty`, { source });
      const table = finishTable(source, names, columns, joinIntegers(lines));
      return {
        ...table,
        ...(decimal === ',' ? { decimal } : {}),
        ...(notes.length > 0 ? { notes } : {}),
      };
    },
  };
}

function delimiterNote(source: string, delimiter: ';' | '\t'): Note {
  const text = `the fields of ${source} are parted by ${delimiter === ';' ? 'semicolons' : 'tabs'}`;
  return { kind: 'delimiter', text };
}

function decimalNote(source: string, field: string, line: number): Note {
  const read = field.replace(',', '.');
  return adviceNote(
    'decimalComma',
    worded`${source} has decimal commas: "${field}" at line ${line} is read as ${Number(read)}; ${{ kind: 'decimal', mark: '.' }} leaves such fields text`,
  );
}

/** An end of line of another kind, where lines end in LF or in CR. */
const LONE_END = /\r(?!\n)(?!$)|(?<!\r)\n/;

function rejectRagged(
  rows: readonly string[][],
  lines: readonly number[],
  wanted: number,
  source: string,
): void {
  const at = rows.findIndex((row) => row.length !== wanted);
  if (at === -1) return;
  const fields = rows[at].length;
  const mixed = rows[at].some((field) => LONE_END.test(field));
  throw new InputError(
    `data: ${source} line ${lines[at]} has ${fields} ${fields === 1 ? 'field' : 'fields'}, the header has ${wanted}${mixed ? '; its lines may end in different ways, save it with one kind of line end' : ''}`,
    { source, line: lines[at], fields, wanted },
  );
}

function finishTable(
  source: string,
  names: readonly string[],
  columns: readonly GrowingColumn[],
  lines: Int32Array,
): Table {
  if (lines.length === 0) throw new InputError(`data: ${source} has a header and no rows`, { source });
  const finished = names.map((name, j) => [name, finishColumn(columns[j])] as const);
  return { source, rows: lines.length, columns: new Map(finished), lines };
}
