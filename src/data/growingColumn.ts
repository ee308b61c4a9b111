import { sortLevels } from '../../models/codePoints.ts';
import { parseNumber, printNumber, speltCells, speltReader } from '../../models/spelling.ts';
import type { Column, SpeltCells } from '../../models/table.ts';
import type { Marks } from './csvOptions.ts';
import { parseBoolean } from './fields.ts';

/**
 * A column while its file is still being read: one part a batch, joined at the end.
 * Numbers keep their text only where it is not how they print, so most of a million cost eight bytes each.
 */
export type GrowingColumn =
  | { readonly kind: 'number'; readonly parts: Float64Array[]; readonly spelt: SpeltCells[] }
  | { readonly kind: 'text'; readonly parts: Int32Array[]; readonly codeOf: Map<string, number> };

export function growingColumn(): GrowingColumn {
  return { kind: 'number', parts: [], spelt: [] };
}

/** Adds one batch of trimmed fields and returns the column to go on with: the same one, or text in place of numbers. */
export function appendFields(column: GrowingColumn, fields: readonly string[], marks: Marks): GrowingColumn {
  if (column.kind === 'text') {
    column.parts.push(encode(column.codeOf, fields, marks));
    return column;
  }
  const values = parseNumbers(fields, marks);
  if (values === undefined) return appendFields(asText(column), fields, marks);
  const spelt = speltCells(fields, values, totalLength(column.parts));
  if (spelt !== null) column.spelt.push(spelt);
  column.parts.push(values);
  return column;
}

/** The same column as text, every number as it was spelt. */
function asText({ parts, spelt }: Extract<GrowingColumn, { kind: 'number' }>): GrowingColumn {
  const codeOf = new Map<string, number>();
  const read = speltReader(spelt);
  let row = 0;
  const codes = parts.map((values) =>
    Int32Array.from(values, (value) => {
      const spelling = read(row++);
      return Number.isNaN(value) ? -1 : codeFor(codeOf, spelling ?? printNumber(value));
    }),
  );
  return { kind: 'text', parts: codes, codeOf };
}

/** Joins the parts. Text that is all TRUE and FALSE is a boolean column; other text is a factor. */
export function finishColumn(column: GrowingColumn): Column {
  if (column.kind === 'number') {
    const values = joinNumbers(column.parts);
    return column.spelt.length === 0
      ? { kind: 'number', values }
      : { kind: 'number', values, spelt: column.spelt };
  }
  const codes = joinIntegers(column.parts);
  const words = [...column.codeOf.keys()];
  const truths = words.map(parseBoolean);
  if (truths.every((truth) => truth !== undefined)) {
    return { kind: 'boolean', values: Int8Array.from(codes, (code) => truths[code] ?? -1) };
  }
  const levels = sortLevels(words);
  const rank = new Map(levels.map((level, i) => [level, i]));
  const newCode = words.map((word) => rank.get(word) ?? -1);
  return { kind: 'factor', levels, codes: codes.map((code) => newCode[code] ?? -1) };
}

function parseNumbers(fields: readonly string[], { isMissing, decimal }: Marks): Float64Array | undefined {
  const values = new Float64Array(fields.length);
  for (let i = 0; i < fields.length; i++) {
    const value = isMissing(fields[i]) ? Number.NaN : parseNumber(fields[i], decimal);
    if (value === undefined) return undefined;
    values[i] = value;
  }
  return values;
}

/** The code of every field, -1 for a missing one; new words get the next code. */
function encode(codeOf: Map<string, number>, fields: readonly string[], { isMissing }: Marks): Int32Array {
  const codes = new Int32Array(fields.length);
  for (let i = 0; i < fields.length; i++) codes[i] = isMissing(fields[i]) ? -1 : codeFor(codeOf, fields[i]);
  return codes;
}

function codeFor(codeOf: Map<string, number>, word: string): number {
  const known = codeOf.get(word);
  if (known !== undefined) return known;
  codeOf.set(word, codeOf.size);
  return codeOf.size - 1;
}

function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(totalLength(parts));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function joinIntegers(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(totalLength(parts));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function totalLength(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((total, part) => total + part.length, 0);
}
