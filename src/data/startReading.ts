import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkHeader } from './checkHeader.ts';
import { trimField } from './fields.ts';
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

/** Starts a reading. `source` names the text in messages. */
export function startReading(source: string): CsvReading {
  const split = splitRecords(source);
  const lines: Int32Array[] = [];
  let names: readonly string[] | undefined;
  let columns: GrowingColumn[] = [];

  function take(records: Records): void {
    if (names === undefined && records.rows.length > 0) {
      names = checkHeader(records.rows[0].map(trimField), source);
      columns = names.map(growingColumn);
      grow(records.rows.slice(1), records.lines.slice(1));
    } else grow(records.rows, records.lines);
  }

  function grow(rows: readonly string[][], rowLines: readonly number[]): void {
    rejectRagged(rows, rowLines, columns.length, source);
    lines.push(Int32Array.from(rowLines));
    columns = columns.map((column, j) =>
      appendFields(
        column,
        rows.map((row) => trimField(row[j])),
      ),
    );
  }

  return {
    push: (piece) => take(split(piece, false)),
    end: () => {
      take(split('', true));
      if (names === undefined) throw new InputError(`data: ${source} is empty`, { source });
      return finishTable(source, names, columns, joinIntegers(lines));
    },
  };
}

function rejectRagged(
  rows: readonly string[][],
  lines: readonly number[],
  wanted: number,
  source: string,
): void {
  const at = rows.findIndex((row) => row.length !== wanted);
  if (at === -1) return;
  const fields = rows[at].length;
  throw new InputError(
    `data: ${source} line ${lines[at]} has ${fields} ${fields === 1 ? 'field' : 'fields'}, the header has ${wanted}`,
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
