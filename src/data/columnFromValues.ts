import { sortLevels } from '../../models/codePoints.ts';
import type { Column } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { describeType } from './describeType.ts';

/** One value of a script's data. */
export type Cell = number | bigint | string | boolean | null | undefined;

type Kind = 'number' | 'text' | 'boolean';

/** A column of the values of a script; rules and errors are those of `tableFromColumns`. */
export function columnFromValues(name: string, values: ArrayLike<Cell>): Column {
  if (values instanceof Float64Array) return { kind: 'number', values };
  switch (kindOfAll(name, values)) {
    case 'number':
      return { kind: 'number', values: Float64Array.from(values, (value, i) => toNumber(name, value, i)) };
    case 'boolean':
      return {
        kind: 'boolean',
        values: Int8Array.from(values, (value) => (isMissing(value) ? -1 : Number(value))),
      };
    case 'text':
      return factorOf(Array.from(values, (value) => (isMissing(value) ? null : String(value))));
  }
}

/** A factor of words, null for a missing one; levels in code-point order unless given, and then all words are among them. */
export function factorOf(
  words: readonly (string | null)[],
  levels?: readonly string[],
): Column & { kind: 'factor' } {
  const allLevels = levels ?? sortLevels(new Set(words.filter((word) => word !== null)));
  const codeOf = new Map(allLevels.map((level, code) => [level, code]));
  return {
    kind: 'factor',
    levels: allLevels,
    codes: Int32Array.from(words, (word) => (word === null ? -1 : (codeOf.get(word) ?? -1))),
  };
}

/** The one kind the values share; numbers when all are missing. */
function kindOfAll(name: string, values: ArrayLike<Cell>): Kind {
  let kind: Kind | undefined;
  let first = 0;
  for (let i = 0; i < values.length; i++) {
    if (isMissing(values[i])) continue;
    const found = kindOf(name, values[i], i);
    if (kind === undefined) first = i;
    kind ??= found;
    if (found !== kind) throw mixedKinds(name, [kind, values[first], first], [found, values[i], i]);
  }
  return kind ?? 'number';
}

function isMissing(value: Cell): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

function kindOf(name: string, value: Cell, row: number): Kind {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 'number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    default:
      throw notACell(name, value, row);
  }
}

function toNumber(name: string, value: Cell, row: number): number {
  if (isMissing(value)) return Number.NaN;
  const number = Number(value);
  if (typeof value === 'bigint' && BigInt(number) !== value) {
    throw new InputError(
      `data: column "${name}" holds ${value}n at row ${row + 1}, which no number holds; use text`,
      {
        column: name,
        row: row + 1,
        value,
      },
    );
  }
  return number;
}

function notACell(name: string, value: unknown, row: number): InputError {
  const hint =
    value instanceof Date ? '; use date.getTime() / 86400000 for days or date.toISOString() for text' : '';
  return new InputError(
    `data: column "${name}" must hold numbers, text or booleans, got ${describeType(value)} at row ${row + 1}${hint}`,
    { column: name, row: row + 1, value },
  );
}

type Sighting = readonly [kind: Kind, value: Cell, index: number];

function mixedKinds(name: string, first: Sighting, second: Sighting): InputError {
  const [at, other] = [first, second].map(([, value, index]) => `${show(value)} at row ${index + 1}`);
  return new InputError(
    `data: column "${name}" mixes ${plural(first[0])} and ${plural(second[0])}: ${at}, ${other}`,
    {
      column: name,
      rows: [first[2] + 1, second[2] + 1],
      values: [first[1], second[1]],
    },
  );
}

function plural(kind: Kind): string {
  return kind === 'text' ? 'text' : `${kind}s`;
}

function show(value: Cell): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
}
