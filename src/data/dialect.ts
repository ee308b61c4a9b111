/** How a file of fields is laid out. CRLF counts as LF: the CR at the end of a line is trimmed like a space. */
export interface Dialect {
  readonly delimiter: ',' | ';' | '\t';
  readonly newline: '\n' | '\r';
}

export const PLAIN_CSV: Dialect = { delimiter: ',', newline: '\n' };

/** One step through a header: a quoted field, doubled quotes and all, as far as the text goes; or a single character. */
const HEADER_STEP = /(?<=^|[,;\t\r\n])"[^"]*(?:""[^"]*)*(?:"|$)|./gs;

/** No header is longer than this many characters; one that seems to be holds a quote that never closes. */
const LONGEST_HEADER = 1 << 20;

/**
 * Reads the dialect off the header, the first line that is not blank: the delimiter it holds most often outside
 * quotes, commas first in a tie, and the character that ends it. Undefined while the header has not ended yet.
 */
export function detectDialect(text: string): Dialect | undefined {
  if (text.length > LONGEST_HEADER) return detectDialect(text.slice(0, LONGEST_HEADER)) ?? PLAIN_CSV;
  const counts = new Map<string, number>();
  let blank = true;
  for (const { 0: step, index } of text.matchAll(HEADER_STEP)) {
    const ends = step === '\n' || step === '\r';
    if (ends && !blank) return dialectOf(counts, text.slice(index, index + 2));
    counts.set(step, (counts.get(step) ?? 0) + 1);
    blank &&= step.trim() === '';
  }
  return undefined;
}

/** `ending` is the end of the header and the character after it; a CR alone may yet turn out to be CRLF. */
function dialectOf(counts: ReadonlyMap<string, number>, ending: string): Dialect | undefined {
  if (ending === '\r') return undefined;
  const [commas, semicolons, tabs] = [',', ';', '\t'].map((delimiter) => counts.get(delimiter) ?? 0);
  const most = Math.max(commas, semicolons, tabs);
  const delimiter = commas === most ? ',' : semicolons === most ? ';' : '\t';
  return { delimiter, newline: ending.startsWith('\r') && ending !== '\r\n' ? '\r' : '\n' };
}
