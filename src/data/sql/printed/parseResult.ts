import { partsOf } from '../../../../models/sums/exact.ts';
import type { Answer, AnswerColumn } from '../../../../models/sums/questions.ts';
import { InputError } from '../../../engine/errors.ts';
import { columnName, type WantedResult } from './printedStatement.ts';
import type { RawResult } from './resultFile.ts';

/** The answer in a result. Throws InputError, with the file, for a result of another statement, and one that is not whole. */
export function parseResult(raw: RawResult, wanted: WantedResult): Answer {
  const places = placesOf(raw, wanted);
  raw.rows.forEach((row, r) => {
    const last = row[places[places.length - 1]];
    if (row.length !== raw.header.length || last?.trim() !== '1')
      throw new InputError(
        `sums: ${raw.path}: row ${r + 1} is no whole row of the result, it has ${row.length} of ${raw.header.length} cells${row.length === raw.header.length ? ` and ${JSON.stringify(last)} in the last` : ''}; the file was cut off or edited, save it again`,
      );
  });
  if (wanted.single && raw.rows.length !== 1)
    throw new InputError(`sums: ${raw.path} has ${raw.rows.length} rows, wanted 1; save the result again`);
  const columns = wanted.columns.flatMap((as, c): AnswerColumn[] => {
    const cells = raw.rows.map((row, r) =>
      as === 'number' && wanted.single ? (row[places[c]] ?? '') : cellAt(row[places[c]], raw, r, c),
    );
    if (as === 'text') return [cells];
    if (as === 'whole') return inTwoParts(cells, raw, c);
    return [
      Float64Array.from(cells, (cell, r) =>
        wanted.single && as === 'number' && noNumber.test(cell)
          ? Number.NaN
          : numberIn(cell, as === 'count', raw, r, c),
      ),
    ];
  });
  return { rows: raw.rows.length, columns };
}

/** Where the columns are, that of the mark last; in whatever order and case a program wrote them. */
function placesOf({ path, header }: RawResult, { columns, mark }: WantedResult): number[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const marks = names.filter((name) => name.startsWith('poolwise_'));
  if (!names.includes(mark))
    throw new InputError(
      marks.length === 0
        ? `sums: ${path} has no column ${mark} in its header, ${names.slice(0, 4).join(', ')}; save the whole result of its statement, with a header`
        : `sums: ${path} is the result of another statement: of another formula, table or missing marks, or of answers that have changed since; wanted ${mark}, got ${marks.join(', ')}; delete it and run the statement that --print-sql prints now`,
    );
  const wanted = [...columns.map((_, c) => columnName(c)), mark];
  const missing = wanted.filter((name) => !names.includes(name));
  const further = names.filter((name, i) => !wanted.includes(name) || names.indexOf(name) !== i);
  if (missing.length > 0 || further.length > 0)
    throw new InputError(
      `sums: ${path} has ${[
        missing.length === 0 ? '' : `no column ${missing.join(', ')}`,
        further.length === 0 ? '' : `columns that were not asked for: ${further.join(', ')}`,
      ]
        .filter((text) => text !== '')
        .join(' and ')}; save the result as it comes`,
    );
  return wanted.map((name) => names.indexOf(name));
}

function cellAt(cell: string | null, raw: RawResult, row: number, column: number): string {
  if (cell === null) throw noValue('NULL', raw, row, column, 'a value');
  return cell;
}

function noValue(got: string, { path }: RawResult, row: number, column: number, wanted: string): InputError {
  return new InputError(
    `sums: ${path}: column ${columnName(column)} of row ${row + 1} must hold ${wanted}, got ${got}`,
  );
}

/** Of no rows, or of arithmetic that fails on some: what is made of it is for the model to say. */
const noNumber = /^\s*(?:[-+]?(?:nan|inf|infinity))?\s*$/i;
const plainNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const writtenForPeople = /^[-+]?\d[\d.,'\s\u00a0\u202f]*$/u;

function numberIn(text: string, whole: boolean, raw: RawResult, row: number, column: number): number {
  const trimmed = text.trim();
  const wanted = whole ? 'a count of rows' : 'a number such as 1234.5 or 1.2345e3';
  if (!plainNumber.test(trimmed) || (whole && !/^\d+$/.test(trimmed)))
    throw noValue(shown(trimmed), raw, row, column, wanted);
  return Number(trimmed);
}

/** What came, and what may have happened to it. */
function shown(text: string): string {
  if (text === '') return 'nothing (NULL?)';
  const hint = writtenForPeople.test(text)
    ? ', written with a decimal comma or between thousands; save the text as the engine gives it'
    : '';
  return `${JSON.stringify(text)}${hint}`;
}

/** A whole number of many digits as the part that 2^53 divides, and the rest: see `models/sums/exact.ts`. */
function inTwoParts(cells: readonly string[], raw: RawResult, column: number): AnswerColumn[] {
  const high = new Float64Array(cells.length);
  const low = new Float64Array(cells.length);
  cells.forEach((cell, row) => {
    const text = cell.trim();
    if (!/^-?\d+$/.test(text))
      throw noValue(shown(text), raw, row, column, 'a whole number with all its digits');
    [high[row], low[row]] = partsOf(BigInt(text));
  });
  return [high, low];
}
