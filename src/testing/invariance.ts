import type { Declaration, Model } from '../../models/glmm.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { declare } from './declaration.ts';
import { type PropertyResult, tried } from './limits.ts';
import { logDensityOf } from './logDensityOf.ts';
import { carriedTheta, relabelled } from './relabel.ts';

/** Of `checkInvariance`. */
export interface InvarianceOptions {
  readonly seed?: string | number;
  /** Random points at which densities are compared; 3 if left out. */
  readonly points?: number;
  /** Columns of numbers whose origin and unit should not matter: predictors beside an intercept, under priors that follow their scale (the default ones do). */
  readonly columns?: readonly string[];
  /** What makes the model of a declaration; `declare` if left out. */
  readonly declare?: (declaration: Declaration) => Model;
}

const optionKinds: OptionKinds<InvarianceOptions> = {
  seed: 'a number or text',
  points: 'a number',
  columns: 'anything',
  declare: 'a function',
};

/** Of `checkInvariance`. */
export interface InvarianceResult extends PropertyResult {
  readonly changes: readonly InvarianceChange[];
}

/** One change of the data that should not matter. */
export interface InvarianceChange {
  readonly name: string;
  /** Largest difference between log densities (of rows, gradients too), over 1 + their size; null where the change does not apply to the model. */
  readonly worst: number | null;
  readonly tolerance: number;
}

/** Rows are sorted before anything is summed, so their order changes no bit. */
const sameBits = 0;
/** Sums in another order. */
const rounding = 1e-9;
/** Columns are read to their own digits, and default priors are rounded to three. */
const ofColumns = 1e-7;

/**
 * Whether a model's posterior is the same where it must be: with the rows in another order, with the levels of groups
 * under other names, which puts them into another order, and with the columns named moved by 7 and in a tenth of their unit. Log densities are compared at random points, the group effects
 * carried along; that they are equal there is that draws are. Throws InputError for a declaration that is none, and for a column that
 * it has not, or not as numbers.
 */
export function checkInvariance(declaration: Declaration, options: InvarianceOptions = {}): InvarianceResult {
  checkOptions('checkInvariance', options, optionKinds);
  const { seed = '1', points = 3, columns = [], declare: make = declare } = options;
  wholeNumber('checkInvariance: points', points, 1);
  for (const name of columns) numbersOf(declaration, name);
  const model = make(declaration);
  const dimension = logDensityOf(model).dimension;
  const thetas = Array.from({ length: points }, (_, s) => {
    const rng = stream(String(seed), 'point', s);
    return Float64Array.from({ length: dimension }, () => 0.3 * rng.normal());
  });
  const found = tried(() => [
    {
      name: 'order of rows',
      worst: ofRows(declaration, model, thetas, make, stream(String(seed), 'order')),
      tolerance: sameBits,
    },
    { name: 'names of levels', worst: ofLevels(declaration, model, thetas, make), tolerance: rounding },
    ...columns.map((name) => ({
      name: `origin and unit of ${name}`,
      worst: worstDifference(model, make(moved(declaration, name)), thetas, (theta) => theta),
      tolerance: ofColumns,
    })),
  ]);
  if ('thrown' in found) return { ok: false, text: `invariance: ${found.thrown}`, changes: [] };
  const changes = found.value;
  const wrong = changes.filter(({ worst, tolerance }) => worst !== null && !(worst <= tolerance));
  const ok = wrong.length === 0;
  const text = ok
    ? `invariant: ${changes.map(said).join(', ')}`
    : `NOT invariant: ${wrong.map(said).join(', ')}`;
  return { ok, text, changes };
}

function said({ name, worst, tolerance }: InvarianceChange): string {
  if (worst === null) return `${name} does not apply`;
  return `${name} ${worst.toPrecision(2)} (tolerance ${tolerance})`;
}

type Make = (declaration: Declaration) => Model;

function ofRows(
  declaration: Declaration,
  model: Model,
  thetas: readonly Float64Array[],
  make: Make,
  rng: Rng,
): number {
  const other = make({ ...declaration, table: shuffledRows(rng, declaration.table) });
  const ofGradients = thetas.map((theta) => {
    const [a, b] = [model, other].map((one) => gradientAt(one, theta));
    return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / (1 + Math.abs(value))));
  });
  return Math.max(
    ...ofGradients,
    worstDifference(model, other, thetas, (theta) => theta),
  );
}

function gradientAt(model: Model, theta: Float64Array): Float64Array {
  const gradient = new Float64Array(theta.length);
  logDensityOf(model).logDensityAndGradient(theta, gradient);
  return gradient;
}

function ofLevels(
  declaration: Declaration,
  model: Model,
  thetas: readonly Float64Array[],
  make: Make,
): number | null {
  const changed = relabelled(declaration, model);
  if (changed === null) return null;
  const other = make(changed.declaration);
  return worstDifference(model, other, thetas, (theta) => carriedTheta(model, other, theta, changed.newName));
}

/** The declaration with a column moved by 7 and in a tenth of its unit. */
function moved(declaration: Declaration, name: string): Declaration {
  const { table } = declaration;
  const values = numbersOf(declaration, name).map((value) => 10 * (value + 7));
  return {
    ...declaration,
    table: { ...table, columns: new Map(table.columns).set(name, { kind: 'number', values }) },
  };
}

function numbersOf({ table }: Declaration, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column?.kind === 'number') return column.values;
  const names = [...table.columns].flatMap(([other, { kind }]) => (kind === 'number' ? [other] : []));
  throw new InputError(
    `checkInvariance: expected a column of numbers (${names.join(', ')}), got "${name}"${didYouMean(name, names)}`,
  );
}

function worstDifference(
  before: Model,
  after: Model,
  thetas: readonly Float64Array[],
  carried: (theta: Float64Array) => Float64Array,
): number {
  const [a, b] = [logDensityOf(before), logDensityOf(after)];
  const gradient = new Float64Array(a.dimension);
  const differences = thetas.map((theta) => {
    const lp = a.logDensityAndGradient(theta, gradient);
    return Math.abs(b.logDensityAndGradient(carried(theta), gradient) - lp) / (1 + Math.abs(lp));
  });
  return Math.max(...differences);
}

/** The table with its rows in another order. */
function shuffledRows(rng: Rng, table: Table): Table {
  const keys = Array.from({ length: table.rows }, () => rng.uniform());
  const order = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  const { lines: _, ...rest } = table;
  const columns = new Map([...table.columns].map(([name, column]) => [name, taken(column, order)]));
  return { ...rest, columns };
}

function taken(column: Column, order: readonly number[]): Column {
  switch (column.kind) {
    case 'factor':
      return { ...column, codes: Int32Array.from(order, (i) => column.codes[i]) };
    case 'number':
      return { kind: 'number', values: Float64Array.from(order, (i) => column.values[i]) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(order, (i) => column.values[i]) };
  }
}
