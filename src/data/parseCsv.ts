import type { Table } from '../../models/table.ts';
import type { CsvOptions } from './csvOptions.ts';
import { startReading } from './startReading.ts';

/** Characters a piece: enough to keep the splitter busy, few enough to keep its rows out of the old generation. */
const PIECE = 1 << 18;

/**
 * Reads CSV text, in Node and in the browser: a header, then a row a line. `source` names the text in messages.
 *
 * Layout: comma, or the semicolon or tab when the header holds more of those outside quotes; LF, CRLF or CR; quotes
 * round a field keep delimiters, line ends and doubled quotes. A byte order mark, blank lines and spaces round names
 * and fields are dropped.
 * Types: a column is numbers when every field is (see `parseNumber`: 007 is 7, 1,5 is text, Inf is infinite), and keeps
 * their spelling for where it is taken for levels (007 is not 7 then); booleans when every field is TRUE, FALSE, true,
 * false, True or False (T and F are text); else a factor, its levels in code-point order. Quotes do not make text of a
 * number.
 * Decimals: a point, or the comma where a file with semicolons or tabs has no point in any decimal, which is noted
 * (1,234 alone between tabs may be thousands and stays text); `options.decimal` settles it.
 * Missing: an empty field, spaces, "", NA, NaN and what `options.na` lists. A column with nothing else is numbers, all
 * NaN.
 * Table: `lines` holds the line each row begins on, `notes` what was settled without asking.
 * Text: an apostrophe that keeps spreadsheets from running a cell (`'=x`, as `formatCsv` writes it) is taken off.
 * Throws InputError on ragged rows, nameless or repeated columns, unclosed quotes, text without rows, control characters,
 * and text that is not UTF-8.
 */
export function parseCsv(text: string, source: string, options: CsvOptions = {}): Table {
  const reading = startReading(source, options);
  for (let at = 0; at < text.length; at += PIECE) reading.push(text.slice(at, at + PIECE));
  return reading.end();
}
