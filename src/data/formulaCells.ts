import { parseNumber } from '../../models/spelling.ts';

/** What a spreadsheet would run as a formula, full-width signs too; apostrophes in front of it are ours. */
const RUNS = /^['\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]./s;

/** Whether a spreadsheet may run this text; numbers such as -1 are none, nor is a sign alone. */
function runs(text: string): boolean {
  return RUNS.test(text) && parseNumber(text) === undefined;
}

/** Text as a spreadsheet leaves it alone: with an apostrophe in front where it would run it. */
export function disarm(text: string): string {
  return runs(text) ? `'${text}` : text;
}

/** The other way round, for any text: `rearm(disarm(text))` is the text. */
export function rearm(field: string): string {
  return field.startsWith("'") && runs(field.slice(1)) ? field.slice(1) : field;
}
