import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import { groupsOf } from '../../models/design/terms.ts';
import { outcomeColumns, predictorColumns } from '../../models/formula/index.ts';
import type { Declaration, Model } from '../../models/glmm.ts';
import type { Column, Table } from '../../models/table.ts';
import { effectStarts } from '../engine/program/starts.ts';

/** A declaration with other names for the levels of its groups. */
export interface Relabelled {
  readonly declaration: Declaration;
  readonly newName: (level: string) => string;
}

/** Columns that say which group a row is of and nothing else. */
function groupingColumns({ terms, design, weightedBy }: Model): string[] {
  const predictors = [terms, ...design.further.map((parameter) => parameter.terms)];
  const groups = new Set(predictors.flatMap(({ random }) => random.flatMap(({ columns }) => columns)));
  const elsewhere = new Set([
    ...outcomeColumns(terms.outcome),
    ...predictors.flatMap((one) => [
      ...predictorColumns({ ...one, random: one.random.map((term) => ({ ...term, columns: [] })) }),
    ]),
    ...(weightedBy === null ? [] : [weightedBy]),
  ]);
  const { of = null } = design.residual?.syntax ?? {};
  return [...groups].filter((name) => !elsewhere.has(name) && name !== of);
}

/**
 * The same data with the levels of all grouping columns renamed, so that their order turns round; it is kept where a known
 * covariance stands between levels, whose effects are mixed in their order. Null where no column is for grouping alone.
 */
export function relabelled({ table, options, ...rest }: Declaration, model: Model): Relabelled | null {
  const names = groupingColumns(model);
  if (names.length === 0) return null;
  const own = new Map(names.map((name) => [name, asFactor(table.columns.get(name) as Column)]));
  const levels = [...new Set([...own.values()].flatMap((column) => column.levels))].sort();
  const keepsOrder = Object.keys(options.cov ?? {}).length > 0;
  const width = String(levels.length).length;
  const places = new Map(levels.map((level, i) => [level, keepsOrder ? i : levels.length - 1 - i]));
  const newName = (level: string): string => `z${String(places.get(level)).padStart(width, '0')}`;
  const columns = new Map<string, Column>(table.columns);
  for (const [name, column] of own) columns.set(name, { ...column, levels: column.levels.map(newName) });
  const cov = Object.entries(options.cov ?? {}).map(([name, matrix]) => [
    name,
    renamedMatrix(matrix, (level) => (places.has(level) ? newName(level) : level)),
  ]);
  const changed: Table = { ...table, columns };
  return {
    declaration: {
      ...rest,
      table: changed,
      options: keepsOrder ? { ...options, cov: Object.fromEntries(cov) } : options,
    },
    newName,
  };
}

type FactorColumn = Extract<Column, { kind: 'factor' }>;

function asFactor(column: Column): FactorColumn {
  if (column.kind === 'factor') return { kind: 'factor', levels: column.levels, codes: column.codes };
  const values = Array.from(column.values, (value) => (isMissing(column, value) ? null : String(value)));
  const levels = [...new Set(values.filter((value) => value !== null))];
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : levels.indexOf(value)));
  return { kind: 'factor', levels, codes };
}

function isMissing(column: Column, value: number): boolean {
  return column.kind === 'boolean' ? value < 0 : Number.isNaN(value);
}

function renamedMatrix({ names, ...rest }: NamedMatrix, newName: (level: string) => string): NamedMatrix {
  return { ...rest, names: names.map(newName) };
}

/** Theta of the model in which levels have other places: the same effects for the same rows. */
export function carriedTheta(
  from: Model,
  to: Model,
  theta: Float64Array,
  newName: (level: string) => string,
): Float64Array {
  if (from.program.residual !== undefined) return theta; // effects are integrated out
  const out = theta.slice();
  const starts = effectStarts(from.program.terms, from.program.alpha.length);
  const after = groupsOf(to.design);
  groupsOf(from.design).forEach(({ index, levels, members }, t) => {
    const k = from.program.terms[t].coefs.length;
    const move = (before: number, there: number): void => {
      for (let c = 0; c < k; c++) out[starts[t] + there * k + c] = theta[starts[t] + before * k + c];
    };
    if (members === undefined) index.forEach((level, row) => void move(level, after[t].index[row]));
    else levels.forEach((level, j) => void move(j, after[t].levels.indexOf(newName(level))));
  });
  return out;
}
