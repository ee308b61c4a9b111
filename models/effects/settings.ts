import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { showSome } from '../design/frame.ts';
import type { Column, Table } from '../table.ts';
import type { Predictor } from './predictors.ts';

/** A value of a column: a number, or a level's name. */
export type Value = number | string;

/** Columns and the values they are set to. */
export type Setting = Readonly<Record<string, Value>>;

/** Numbers with more distinct values than this are not listed one by one. */
const MOST_VALUES = 12;

/** A column that has one value in all rows. */
export function constantColumn(predictor: Predictor, value: Value, rows: number): Column {
  if (predictor.kind === 'number' || predictor.isNumber)
    return { kind: 'number', values: new Float64Array(rows).fill(Number(value)) };
  return { kind: 'factor', levels: [String(value)], codes: new Int32Array(rows) };
}

/** A column with a value a row. */
export function columnOfValues(predictor: Predictor, values: readonly Value[]): Column {
  if (predictor.kind === 'number' || predictor.isNumber)
    return { kind: 'number', values: Float64Array.from(values, Number) };
  const { levels } = predictor;
  const codes = Int32Array.from(values, (value) => levels.indexOf(String(value)));
  return { kind: 'factor', levels, codes };
}

/** The table with columns in the place of those of their names. */
export function withColumns(table: Table, columns: Readonly<Record<string, Column>>): Table {
  return { ...table, columns: new Map([...table.columns, ...Object.entries(columns)]) };
}

/** Rows of a table, numbered from 0; a level keeps its spelling as far as a design reads it. */
export function rowsOfTable(table: Table, rows: Int32Array): Table {
  const columns = [...table.columns].map(([name, column]) => [name, takeColumn(column, rows)] as const);
  const { lines, ...rest } = table;
  const kept = lines === undefined ? {} : { lines: Int32Array.from(rows, (row) => lines[row]) };
  return { ...rest, rows: rows.length, columns: new Map(columns), ...kept };
}

function takeColumn(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'number': {
      const { spelt } = column;
      const values = Float64Array.from(rows, (row) => column.values[row]);
      return spelt === undefined
        ? { kind: 'number', values }
        : { kind: 'number', values, spelt: takeSpelt(spelt, rows) };
    }
    case 'factor':
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(rows, (row) => column.values[row]) };
  }
}

type Spelt = NonNullable<Extract<Column, { kind: 'number' }>['spelt']>;

function takeSpelt(spelt: Spelt, rows: Int32Array): Spelt {
  const texts = new Map<number, string>();
  for (const { rows: own, texts: lines } of spelt)
    for (const [i, text] of lines.split('\n').entries()) texts.set(own[i], text);
  const places = [...rows.keys()].filter((i) => texts.has(rows[i]));
  if (places.length === 0) return [];
  return [{ rows: Int32Array.from(places), texts: places.map((i) => texts.get(rows[i])).join('\n') }];
}

/** Every combination of one value each, the last column's values changing fastest. */
export function crossed(values: ReadonlyMap<string, readonly Value[]>): Setting[] {
  let settings: Setting[] = [{}];
  for (const [name, own] of values)
    settings = settings.flatMap((setting) => own.map((value) => ({ ...setting, [name]: value })));
  return settings;
}

/** Values asked for, as the predictor has them. Throws InputError for text that is no number, and for a level that there is not. */
export function checkedValues(where: string, predictor: Predictor, values: readonly Value[]): Value[] {
  if (values.length === 0) throw new InputError(`${where}: no value for "${predictor.name}"`);
  return values.map((value) => checkedValue(where, predictor, value));
}

function checkedValue(where: string, predictor: Predictor, value: Value): Value {
  const { name } = predictor;
  if (predictor.kind === 'number') {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isFinite(number)) return number;
    throw new InputError(`${where}: "${name}" is a number, got "${value}"`);
  }
  const { levels } = predictor;
  const level = String(value);
  if (levels.includes(level)) return level;
  const upper = level.toUpperCase();
  if (levels.includes(upper) && ['TRUE', 'FALSE'].includes(upper)) return upper;
  throw new InputError(
    `${where}: "${name}" has no level "${level}" (have: ${showSome(levels)})${didYouMean(level, levels)}`,
  );
}

/** The levels of a factor; the distinct values of a number that has few. Throws InputError where it has many. */
export function valuesOfPredictor(where: string, predictor: Predictor): readonly Value[] {
  if (predictor.kind === 'levels') return predictor.levels;
  const distinct = [...new Set(predictor.values)].sort((a, b) => a - b);
  if (distinct.length <= MOST_VALUES) return distinct;
  const { name } = predictor;
  const [low, high] = [distinct[0], distinct[distinct.length - 1]];
  throw new InputError(
    worded`${where}: "${name}" is a number with ${distinct.length} values from ${low} to ${high}; say at which, such as ${{ kind: 'at', column: name, values: [low, high] }}`,
  );
}
