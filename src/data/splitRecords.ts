import Papa from 'papaparse';
import { InputError } from '../engine/errors.ts';
import { type Dialect, detectDialect, PLAIN_CSV } from './dialect.ts';

/** Some records of a file: their fields as they came and the 1-based line each begins on. Blank lines are left out. */
export interface Records {
  readonly rows: readonly string[][];
  readonly lines: readonly number[];
  /** What parts their fields. */
  readonly delimiter: Dialect['delimiter'];
}

/** Takes the next piece of a file's text and returns the records it completes; `last` completes the rest. */
export type RecordSplitter = (piece: string, last: boolean) => Records;

/** A record longer than this many characters is a quote that nobody closed. */
const LONGEST_RECORD = 1 << 24;

/** How DOS ended a file. */
const DOS_END = '\u001A';

const NO_RECORDS: Records = { rows: [], lines: [], delimiter: ',' };

/** What papaparse's parser returns; its published types say `any`. */
interface Parsed {
  readonly data: readonly string[][];
  readonly errors: readonly { readonly code: string; readonly row: number; readonly index: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * Splits text that arrives in pieces of any size into records. `source` names it in messages.
 * Throws InputError, with the line, on text that is not UTF-8, control characters and on quotes that do not close where a field ends.
 *
 * Runs on `Papa.Parser`, the layer below `Papa.parse`, since only that one can leave an unfinished record for the next
 * piece and say where it begins.
 */
export function splitRecords(source: string): RecordSplitter {
  let rest = '';
  let line = 1;
  let enough = 0;
  let dialect: Dialect | undefined;

  return (piece, last) => {
    rest = last ? `${withoutDosEnd(rest + piece)}\n` : rest + piece;
    if (!last && rest.length < enough) return NO_RECORDS;
    if (dialect === undefined) rest = withoutByteOrderMark(rest);
    rejectBinary(rest, line, source);
    dialect ??= detectDialect(rest) ?? (last ? PLAIN_CSV : undefined);
    if (dialect === undefined) return waitForMore();
    const parsed: Parsed = new Papa.Parser(dialect).parse(rest, 0, !last);
    rejectBadQuotes(parsed, rest, line, dialect, source);
    if (parsed.data.length === 0 && !last) return waitForMore();
    const records = locate(parsed.data, line, rest.includes('"') ? dialect.newline : undefined);
    line = records.nextLine;
    rest = rest.slice(parsed.meta.cursor);
    enough = 0;
    return { ...records, delimiter: dialect.delimiter };
  };

  /** Waits until the text has doubled, so that a long record is not scanned again with every piece. */
  function waitForMore(): Records {
    if (rest.length > LONGEST_RECORD) throw unclosedQuote(source, line);
    enough = 2 * rest.length;
    return NO_RECORDS;
  }
}

/** Drops blank lines and numbers the rest; `newline` is given when fields may hold it in quotes. */
function locate(data: readonly string[][], firstLine: number, newline: string | undefined) {
  const rows: string[][] = [];
  const lines: number[] = [];
  let line = firstLine;
  for (const fields of data) {
    const start = line;
    line += 1 + (newline === undefined ? 0 : countIn(fields, newline));
    if (fields.length === 1 && fields[0].trim() === '') continue;
    rows.push(fields);
    lines.push(start);
  }
  return { rows, lines, nextLine: line };
}

function countIn(fields: readonly string[], character: string): number {
  return fields.reduce((total, field) => total + countCharacter(field, character), 0);
}

function countCharacter(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function withoutDosEnd(text: string): string {
  return text.endsWith(DOS_END) ? text.slice(0, -1) : text;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** NUL means UTF-16 or a binary file; U+FFFD is what decoding leaves of bytes that are not UTF-8. */
const NOT_TEXT = /(?![\t\n\r])\p{Cc}|\uFFFD/u;

/** Throws InputError at the first character that is no text: a terminal would obey it, and two names could look alike. */
function rejectBinary(text: string, firstLine: number, source: string): void {
  const at = text.search(NOT_TEXT);
  if (at === -1 || (text[at] === DOS_END && at === text.length - 1)) return;
  if (text.startsWith('PK\u0003\u0004')) {
    throw new InputError(`data: ${source} is a spreadsheet or a zip archive; save the table as CSV`, {
      source,
    });
  }
  const line = firstLine + (text.slice(0, at).match(/\r\n?|\n/g)?.length ?? 0);
  const where = `data: ${source} line ${line}`;
  const details = { source, line };
  if (text[at] === '\0' || text[at] === '\uFFFD')
    throw new InputError(`${where} is not UTF-8 text; save the file as CSV in UTF-8`, {
      ...details,
      // no text of any encoding has NULs, but that of UTF-16
      ...(text.includes('\0') ? {} : { encoding: 'not UTF-8' }),
    });
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  throw new InputError(`${where} holds the control character U+${code}; take it out of the file`, details);
}

/** Only complaints about complete records count: a piece may end anywhere, also between two quotes. */
function rejectBadQuotes(
  parsed: Parsed,
  text: string,
  firstLine: number,
  dialect: Dialect,
  source: string,
): void {
  const error = parsed.errors.find(({ row }) => row < parsed.data.length);
  if (!error) return;
  const line = firstLine + countCharacter(text.slice(0, error.index), dialect.newline);
  throw error.code === 'MissingQuotes' ? unclosedQuote(source, line) : strayQuote(source, line);
}

function unclosedQuote(source: string, line: number): InputError {
  return new InputError(`data: ${source} line ${line} opens a quote that is never closed`, { source, line });
}

function strayQuote(source: string, line: number): InputError {
  return new InputError(
    `data: ${source} line ${line} opens a quote that closes inside its field; write a quote within quotes twice ("")`,
    { source, line },
  );
}
