import { InputError } from '../../src/engine/errors.ts';
import { checkOptions } from '../../src/engine/options.ts';
import { checkModel } from '../arguments.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { evaluate } from '../design/evaluate.ts';
import { factorOf } from '../design/levels.ts';
import { columnsOf } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { residualColumns } from '../predict/knownAt.ts';
import { keptRows, sidesOf } from '../predict/sides.ts';
import type { GroupRule } from '../predict/types.ts';
import type { Table } from '../table.ts';
import { groupColumns } from './groupColumns.ts';
import { type Predictor, predictorsOf, readByTerms } from './predictors.ts';
import { checkedValues, columnOfValues, type Setting, type Value } from './settings.ts';

/**
 * What a column is to predictions: a predictor; a grouping column; read by an offset alone; the number of trials, which may be left
 * out; or what says how an outcome varies (known standard errors, the place of a residual).
 */
export type NewRowRole = 'predictor' | 'group' | 'offset' | 'trials' | 'spread';

/** A column that rows to predict for have, with what the data have in it. */
export type NewRowColumn = {
  readonly name: string;
  readonly role: NewRowRole;
  /** The rules of groups that read it. */
  readonly rules: readonly GroupRule[];
} & (
  | {
      readonly kind: 'number';
      readonly lowest: number;
      readonly highest: number;
      /** Whether all are whole. */
      readonly whole: boolean;
      /** The mean, to four digits, of whole numbers to a whole one. */
      readonly usual: number;
    }
  /** `usual` is the most frequent one. */
  | { readonly kind: 'levels'; readonly levels: readonly string[]; readonly usual: string }
);

const all: readonly GroupRule[] = ['given', 'typical', 'averaged'];

interface Asked {
  readonly predictor: Predictor;
  readonly role: NewRowRole;
  readonly rules: readonly GroupRule[];
}

/** Of `newRowColumns`. */
export interface NewRowOptions {
  /** Values of some columns: what is usual is so among the rows of the data that have them all. */
  readonly within?: Setting;
}

/**
 * The columns of rows that `predict` takes, predictors first, in the formula's order. Throws InputError for what is no model, and for
 * columns and values `within` that no row has.
 * @example newRowColumns(model, { within: { DID: '17' } })
 */
export function newRowColumns(model: Model, options: NewRowOptions = {}): NewRowColumn[] {
  checkModel('newRowColumns', model);
  checkOptions('newRowColumns', options, { within: 'an object' });
  const asked = askedOf(model);
  const rows = rowsWithin(asked, options.within ?? {});
  return [...asked.values()].map((one) => columnOf(one, rows));
}

/** The rows that have all these values; null where nothing is said. */
function rowsWithin(asked: ReadonlyMap<string, Asked>, within: Setting): number[] | null {
  const tests = Object.entries(within).map(([name, value]) => {
    const { predictor } = askedNamed('newRowColumns', asked, name);
    const [own] = checkedValues('newRowColumns', predictor, [value]);
    if (predictor.kind === 'number') return (row: number) => predictor.values[row] === own;
    const code = predictor.levels.indexOf(String(own));
    return (row: number) => predictor.codes[row] === code;
  });
  if (tests.length === 0) return null;
  const [{ predictor }] = asked.values();
  const { length } = predictor.kind === 'number' ? predictor.values : predictor.codes;
  const rows = Array.from({ length }, (_, row) => row).filter((row) => tests.every((has) => has(row)));
  if (rows.length > 0) return rows;
  const all = Object.entries(within).map(([name, value]) => `${name} "${value}"`);
  throw new InputError(`newRowColumns: no row that the model was fitted to has ${all.join(' with ')}`);
}

function askedNamed(where: string, asked: ReadonlyMap<string, Asked>, name: string): Asked {
  const found = asked.get(name);
  if (found !== undefined) return found;
  throw new InputError(
    `${where}: predictions read no column "${name}" (have: ${[...asked.keys()].join(', ')})`,
  );
}

/**
 * Rows to predict for, made of a value a column; columns that no row has are left out.
 * Throws InputError for a column that the model does not ask for, and for a value that it cannot have.
 */
export function newRowsTable(model: Model, rows: readonly Setting[]): Table {
  const asked = askedOf(model);
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const name of names) askedNamed('newRowsTable', asked, name);
  const columns = [...asked].flatMap(([name, { predictor }]) => {
    if (!names.has(name)) return [];
    const values = checkedValues(
      'newRowsTable',
      predictor,
      rows.map((row) => row[name] as Value),
    );
    return [[name, columnOfValues(predictor, values)] as const];
  });
  return { source: 'the new rows', rows: rows.length, columns: new Map(columns) };
}

function askedOf(model: Model): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  const add = (predictor: Predictor, role: NewRowRole, rules: readonly GroupRule[]): void => {
    if (!asked.has(predictor.name)) asked.set(predictor.name, { predictor, role, rules });
  };
  const offsets = offsetsAlone(model);
  for (const [name, predictor] of predictorsOf(model))
    add(predictor, offsets.has(name) ? 'offset' : 'predictor', all);
  const averaged = groupColumns(model, 'averaged');
  for (const [name, predictor] of groupColumns(model, 'given'))
    add(predictor, 'group', averaged.has(name) ? ['given', 'averaged'] : ['given']);
  for (const one of besides(model)) add(one.predictor, one.role, one.rules);
  return asked;
}

/** What rows have besides their linear predictors. */
function besides(model: Model): Asked[] {
  const { outcome } = model.terms;
  const { residual } = model.design;
  const spread = (name: string, rules: readonly GroupRule[]): Asked => ({
    predictor: anyColumn(model, name),
    role: 'spread',
    rules,
  });
  const trials = outcome.kind === 'trials' ? [...columnsOf(outcome.trials)] : [];
  const errors =
    outcome.kind === 'values' && outcome.standardError !== null
      ? [...columnsOf(outcome.standardError.of)]
      : [];
  const point = residual?.syntax.of ?? null;
  const hasSds = residual !== null && !residual.syntax.structure.homogeneous;
  return [
    ...trials.map((name): Asked => ({ predictor: anyColumn(model, name), role: 'trials', rules: all })),
    ...errors.map((name) => spread(name, all)),
    ...(hasSds && point !== null ? [spread(point, all)] : []),
    // sums have no rows to go ahead from
    ...(model.condensed === undefined ? residualColumns(residual) : []).map((name) =>
      spread(name, ['given']),
    ),
  ];
}

/** A column as it came: numbers as such. */
function anyColumn(model: Model, name: string): Predictor {
  const frame = frameOfNewRows(model.design.recipe, model.declaration.table, keptRows(model));
  return frame.table.columns.get(name)?.kind === 'number'
    ? { kind: 'number', name, values: evaluate({ kind: 'column', name }, frame) }
    : { kind: 'levels', name, ...factorOf(frame, name), isNumber: false };
}

/** Columns of offsets that no term reads. */
function offsetsAlone(model: Model): Set<string> {
  const names = sidesOf(model).flatMap(({ terms }) => terms.offsets.flatMap((one) => [...columnsOf(one)]));
  const read = readByTerms(model);
  return new Set(names.filter((name) => !read.has(name)));
}

function columnOf({ predictor, role, rules }: Asked, rows: readonly number[] | null): NewRowColumn {
  const { name } = predictor;
  if (predictor.kind === 'levels') {
    const { levels, codes } = predictor;
    const usual = mostFrequent(levels, rows === null ? codes : rows.map((row) => codes[row]));
    return { name, role, rules, kind: 'levels', levels, usual };
  }
  const { values } = predictor;
  const range = rangeOf(values);
  return {
    ...{ name, role, rules, kind: 'number', ...range },
    usual: meanOf(rows === null ? values : rows.map((row) => values[row]), range),
  };
}

function rangeOf(values: Float64Array) {
  let [lowest, highest, whole] = [values[0], values[0], true];
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    whole &&= Number.isInteger(value);
  }
  return { lowest, highest, whole };
}

function meanOf(values: ArrayLike<number>, { lowest, highest, whole }: ReturnType<typeof rangeOf>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  const isNothing = Math.abs(mean) < 1e-9 * (highest - lowest); // of a centred column, but for rounding
  const usual = whole ? Math.round(mean) : isNothing ? 0 : Number(mean.toPrecision(4));
  return Math.min(highest, Math.max(lowest, usual));
}

function mostFrequent(levels: readonly string[], codes: ArrayLike<number>): string {
  const counts = new Int32Array(levels.length);
  for (let i = 0; i < codes.length; i++) counts[codes[i]]++;
  return levels[counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))];
}
