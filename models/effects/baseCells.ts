import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { countedSum, countOf } from '../design/counted.ts';
import { showSome } from '../design/frame.ts';
import { factorOf } from '../design/levels.ts';
import type { Model } from '../glmm.ts';
import { keptRows } from '../predict/sides.ts';
import type { GroupRule } from '../predict/types.ts';
import type { Table } from '../table.ts';
import { groupColumns, refuseUnnamedGroups } from './groupColumns.ts';
import { type Predictor, type Predictors, predictorNamed } from './predictors.ts';
import {
  checkedValues,
  columnOfValues,
  constantColumn,
  crossed,
  rowsOfTable,
  type Setting,
  type Value,
  valuesOfPredictor,
  withColumns,
} from './settings.ts';
import type { GridWeights, Over } from './types.ts';

/** Rows of a table, the cell that each belongs to, and its weight in it; those of a cell sum to 1. */
export interface Batch {
  readonly table: Table;
  readonly cell: Int32Array;
  readonly weight: Float64Array;
}

/** Where effects are asked for: cells, each an average over rows. */
export interface BaseCells {
  readonly settings: readonly Setting[];
  readonly batches: readonly (() => Batch)[];
  /** What is averaged over, in words. */
  readonly over: string;
}

/** Of `baseCells`. */
export interface BaseOptions {
  readonly where: string;
  readonly by: readonly string[];
  readonly at: Readonly<Record<string, Value | readonly Value[]>>;
  readonly over: Over;
  readonly weights: GridWeights;
  readonly groups: GroupRule;
  /** Predictors that are set afterwards. */
  readonly set: readonly string[];
  /** False for a cell a row. */
  readonly average: boolean;
}

/** More rows than this are no grid that anyone would look at. */
const LARGEST_GRID = 100_000;

/** The cells that a question is about, before what it is about is set. */
export function baseCells(model: Model, predictors: Predictors, options: BaseOptions): BaseCells {
  const { where, at, set } = options;
  const fixed = new Map(
    Object.entries(at).flatMap(([name, values]) => {
      if (set.includes(name)) return [];
      const predictor = settable(where, model, predictors, name, options.groups);
      const list = Array.isArray(values) ? (values as readonly Value[]) : [values as Value];
      return [[name, { predictor, values: checkedValues(where, predictor, list) }] as const];
    }),
  );
  const asked = { ...options, by: options.by.filter((name) => !fixed.has(name)) };
  return options.over === 'rows' ? rowCells(model, fixed, asked) : gridCells(model, predictors, fixed, asked);
}

type Fixed = ReadonlyMap<string, { readonly predictor: Predictor; readonly values: readonly Value[] }>;

/** A predictor, or a grouping column that the rule of groups reads. */
function settable(
  where: string,
  model: Model,
  predictors: Predictors,
  name: string,
  groups: GroupRule,
): Predictor {
  if (predictors.has(name)) return predictorNamed(where, model, predictors, name);
  return groupColumns(model, groups).get(name) ?? predictorNamed(where, model, predictors, name);
}

const valuesOf = (fixed: Fixed): Map<string, readonly Value[]> =>
  new Map([...fixed].map(([name, { values }]) => [name, values]));

function setColumns(table: Table, setting: Setting, predictorOf: (name: string) => Predictor): Table {
  const columns = Object.entries(setting).map(
    ([name, value]) => [name, constantColumn(predictorOf(name), value, table.rows)] as const,
  );
  return withColumns(table, Object.fromEntries(columns));
}

function rowCells(model: Model, fixed: Fixed, { where, by, average }: BaseOptions): BaseCells {
  const kept = keptRows(model);
  const own = rowsOfTable(model.declaration.table, kept);
  const { counts } = model.design;
  if (model.condensed === 'sums')
    throw new InputError(
      worded`${where}: there are no rows to average over, only sums of them made by a database; take a grid of typical rows, over: "grid" (${{ kind: 'over', what: 'grid' }})`,
    );
  if (!average && model.condensed !== undefined)
    throw new InputError(
      `${where}: the rows of the data are ${model.condensed}, made by a database, and cannot be asked for one by one; average over them`,
    );
  const parts = average ? partsBy(where, model, own, by) : eachRow(kept, by, where);
  const settings = crossed(valuesOf(fixed));
  const predictorOf = (name: string): Predictor => (fixed.get(name) as { predictor: Predictor }).predictor;
  return {
    settings: settings.flatMap((setting) => parts.settings.map((part) => ({ ...setting, ...part }))),
    batches: settings.map((setting, s) => () => ({
      table: setColumns(own, setting, predictorOf),
      cell: parts.cell.map((part) => s * parts.settings.length + part),
      weight: Float64Array.from(parts.cell, (part, i) => (counts?.[i] ?? 1) / parts.count[part]),
    })),
    over: average ? rowWords(countOf(own.rows, counts), by) : `at each of the ${own.rows} rows of the data`,
  };
}

interface Parts {
  readonly settings: readonly Setting[];
  readonly cell: Int32Array;
  /** Rows of each, merged ones as often as they count. */
  readonly count: Float64Array;
}

function eachRow(kept: Int32Array, by: readonly string[], where: string): Parts {
  if (by.length > 0)
    throw new InputError(
      `${where}: nothing is averaged over rows, so "by" has no rows to tell apart; leave it out`,
    );
  return {
    settings: [...kept].map((row) => ({ row: row + 1 })),
    cell: kept.map((_, i) => i),
    count: new Float64Array(kept.length).fill(1),
  };
}

/** The rows by the levels that they have of some columns; only combinations that occur. */
function partsBy(where: string, model: Model, own: Table, by: readonly string[]): Parts {
  const rows = Int32Array.from({ length: own.rows }, (_, row) => row);
  const { factors } = model.declaration.options;
  const frame = { ...frameOfNewRows(model.design.recipe, own, rows), options: factors ? { factors } : {} };
  const known = [...own.columns.keys()];
  const columns = by.map((name) => {
    if (own.columns.has(name)) return { name, ...factorOf(frame, name) };
    throw new InputError(
      `${where}: no column "${name}" among those that the model reads (have: ${showSome(known)})`,
    );
  });
  const keys = [...rows].map((row) => JSON.stringify(columns.map(({ codes }) => codes[row])));
  const sorted = [...new Set(keys)].map((key) => JSON.parse(key) as number[]).sort(compareLists);
  const places = new Map(sorted.map((codes, part) => [JSON.stringify(codes), part]));
  const cell = Int32Array.from(keys, (key) => places.get(key) ?? 0);
  const { counts } = model.design;
  const count = new Float64Array(sorted.length);
  cell.forEach((part, i) => {
    count[part] += counts?.[i] ?? 1;
  });
  const settings = sorted.map((codes) =>
    Object.fromEntries(columns.map(({ name, levels }, i) => [name, levels[codes[i]]])),
  );
  return { settings, cell, count };
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((x, i) => x !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

function rowWords(rows: number, by: readonly string[]): string {
  const each = by.length === 0 ? '' : `, those of each ${by.join(' and ')} by themselves`;
  return `averaged over the ${rows} rows of the data${each}`;
}

function gridCells(model: Model, predictors: Predictors, fixed: Fixed, options: BaseOptions): BaseCells {
  const { where, by, set, average, weights, groups } = options;
  refuseUnnamedGroups(where, model, groups, [...fixed.keys(), ...by]);
  if (model.condensed === 'sums' && weights === 'proportional')
    throw new InputError(
      `${where}: how often levels go together is not among the sums that a database made; take weights "equal"`,
    );
  const cellValues = valuesOf(fixed);
  const columns = new Map(
    [...predictors].concat([...fixed].map(([name, { predictor }]) => [name, predictor])),
  );
  for (const name of by) {
    const predictor = settable(where, model, predictors, name, groups);
    columns.set(name, predictor);
    cellValues.set(name, valuesOfPredictor(where, predictor));
  }
  const free = [...predictors.values()].filter(({ name }) => !cellValues.has(name));
  const averaged = free.filter(({ kind, name }) => kind === 'levels' && !set.includes(name));
  if (!average) for (const one of averaged) cellValues.set(one.name, valuesOfPredictor(where, one));
  const mixed = average ? averaged : [];
  const held: Setting = Object.fromEntries(free.filter((one) => !averaged.includes(one)).map(heldAt));
  const settings = crossed(cellValues);
  const mixture = mixtureOf(where, mixed, weights, settings.length);
  const count = mixture.settings.length;
  const rows = settings.flatMap((setting) =>
    mixture.settings.map((own) => ({ ...held, ...own, ...setting })),
  );
  const table = tableOf(columns, rows);
  const cell = Int32Array.from(rows, (_, row) => Math.floor(row / count));
  const weight = Float64Array.from(rows, (_, row) => mixture.weight[row % count]);
  return {
    settings,
    batches: [() => ({ table, cell, weight })],
    over: gridWords(
      free.filter(({ kind, name }) => kind === 'number' && !set.includes(name)),
      held,
      mixed,
      weights,
    ),
  };
}

/** A number's mean; of a factor that is set afterwards its first level. */
function heldAt(predictor: Predictor): [string, Value] {
  if (predictor.kind === 'levels') return [predictor.name, predictor.levels[0]];
  return [predictor.name, meanOf(predictor.values, predictor.counts)];
}

function meanOf(values: Float64Array, counts: Float64Array | undefined): number {
  return countedSum(values, counts ?? null, (x) => x) / countOf(values.length, counts);
}

/** Combinations of the levels that are averaged over, and their weights. */
function mixtureOf(
  where: string,
  factors: readonly Predictor[],
  weights: GridWeights,
  cells: number,
): { readonly settings: readonly Setting[]; readonly weight: readonly number[] } {
  const levels = new Map(factors.map((one) => [one.name, valuesOfPredictor(where, one)]));
  const size = [...levels.values()].reduce((product, own) => product * own.length, cells);
  if (size > LARGEST_GRID)
    throw new InputError(
      `${where}: a grid of ${size} rows, of all combinations of ${factors.map(({ name }) => name).join(', ')}; average over the rows of the data instead, over: "rows"`,
    );
  const settings = crossed(levels);
  if (weights === 'equal') return { settings, weight: settings.map(() => 1 / settings.length) };
  const counts = new Map<string, number>();
  const rows = factors[0]?.kind === 'levels' ? factors[0].codes.length : 0;
  for (let row = 0; row < rows; row++) {
    const key = keyOf(factors.map((one) => (one.kind === 'levels' ? one.levels[one.codes[row]] : '')));
    counts.set(key, (counts.get(key) ?? 0) + (factors[0].counts?.[row] ?? 1));
  }
  const all = countOf(rows, factors[0]?.counts);
  const shares = settings.map((one) =>
    rows === 0 ? 1 : (counts.get(keyOf(factors.map(({ name }) => one[name]))) ?? 0) / all,
  );
  const there = settings.flatMap((setting, i) => (shares[i] > 0 ? [{ setting, weight: shares[i] }] : []));
  return { settings: there.map(({ setting }) => setting), weight: there.map(({ weight }) => weight) };
}

const keyOf = (values: readonly Value[]): string => JSON.stringify(values.map(String));

function tableOf(columns: Predictors, rows: readonly Setting[]): Table {
  const made = [...columns.values()].map(
    (one) =>
      [
        one.name,
        columnOfValues(
          one,
          rows.map((row) => row[one.name]),
        ),
      ] as const,
  );
  return { source: 'the grid', rows: rows.length, columns: new Map(made) };
}

function gridWords(
  numbers: readonly Predictor[],
  held: Setting,
  mixed: readonly Predictor[],
  weights: GridWeights,
): string {
  const at = numbers.map(({ name }) => `${name} = ${Number(Number(held[name]).toPrecision(4))}`);
  const means =
    at.length === 0 ? '' : `at ${at.join(', ')} (${at.length === 1 ? 'its mean' : 'their means'})`;
  const names = mixed.map(({ name }) => name).join(' and ');
  const averaged =
    mixed.length === 0
      ? ''
      : weights === 'equal'
        ? `averaged over the levels of ${names}, all alike`
        : `averaged over the levels of ${names}, as often as the data have them`;
  return [means, averaged].filter((part) => part !== '').join(', ') || 'nothing else to average over';
}
