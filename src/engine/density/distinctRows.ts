import {
  dependence,
  type Expression,
  gradient,
  mul,
  splitSum,
  topologicalOrder,
  variable,
  variablesOf,
} from '../autodiff/index.ts';
import { etasOf, type Program, rowVariables } from '../program/program.ts';
import { isCostly } from './derivedColumns.ts';
import { openArrayLoop } from './rowLoop.ts';

/**
 * A part of the log likelihood summed over the distinct values of what is known of rows, not over the rows. Returns the
 * sum; adds its derivatives in the auxiliary values to `slopesOut`.
 */
export type DistinctSum = (auxiliary: Float64Array, slopesOut: Float64Array) => number;

/** A row's log likelihood, unweighted: what is left to the rows, and the sum of the rest; null where nothing is. */
export interface SplitLikelihood {
  readonly perRow: Expression;
  readonly distinct: DistinctSum | null;
}

/** Rows there must be of a distinct value on average, for the passes over both to pay. */
const fewestRowsEach = 4;

/** Takes out of a row's log likelihood what no linear predictor enters, where `distinctSum` takes it. */
export function splitDistinct(program: Program, likelihood: Expression): SplitLikelihood {
  const { depends, rest } = splitSum(likelihood, new Set(etasOf(program.rows)));
  const distinct = distinctSum(program, rest);
  return { perRow: distinct === null ? likelihood : depends, distinct };
}

/**
 * The weighted sum over all rows of an expression that no linear predictor enters, such as log Gamma(y + shape). Null where it
 * is not costly, or the rows have many distinct values of what it reads.
 */
export function distinctSum(program: Program, e: Expression): DistinctSum | null {
  if (!isWorthIt(program, e)) return null;
  const names = rowVariables(program.rows).filter((name) => variablesOf(e).has(name));
  const table = distinctValues(program, names);
  return table === null ? null : sumOver(program, e, names, table);
}

/** Whether something costly reads both what is known of rows and a parameter. */
function isWorthIt({ rows, auxiliary }: Program, rest: Expression): boolean {
  const known = dependence([rest], new Set(rowVariables(rows)));
  const varying = dependence([rest], new Set(auxiliary.map(({ name }) => name)));
  return topologicalOrder([rest]).some((node) => isCostly(node) && known.has(node) && varying.has(node));
}

/** Distinct values, an array a name, and the weight of each. */
interface DistinctValues {
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** In the order in which the rows have them; null if there are too many. */
function distinctValues({ rows }: Program, names: readonly string[]): DistinctValues | null {
  const columns = names.map((name) => columnOf(rows, name));
  const places = new Map<string, { readonly row: number; weight: number }>();
  for (let i = 0; i < rows.count; i++) {
    const key = columns.map((column) => column[i]).join(' ');
    const place = places.get(key) ?? { row: i, weight: 0 };
    place.weight += rows.weights === null ? 1 : rows.weights[i];
    places.set(key, place);
    if (places.size * fewestRowsEach > rows.count) return null;
  }
  const found = [...places.values()];
  return {
    values: columns.map((column) => Float64Array.from(found, ({ row }) => column[row])),
    weights: Float64Array.from(found, ({ weight }) => weight),
  };
}

function columnOf({ y, trials, known = [], count }: Program['rows'], name: string): Float64Array {
  if (name === 'y') return y;
  if (name === 'trials') return trials ?? new Float64Array(count).fill(1);
  return known.find((one) => one.name === name)?.values ?? y;
}

function sumOver(
  { auxiliary }: Program,
  e: Expression,
  names: readonly string[],
  { values, weights }: DistinctValues,
): DistinctSum {
  const parameters = auxiliary.map(({ name }) => name);
  const weighted = [e, ...gradient(e, parameters)].map((part) => mul(variable('weight of all'), part));
  const inputs = [...names, 'weight of all'];
  const loop = openArrayLoop(weights.length, parameters, inputs, [], weighted);
  [...values, weights].forEach((column, c) => {
    loop.inputs[c].set(column);
  });
  return (at, slopesOut) => {
    loop.run(at);
    for (let a = 0; a < parameters.length; a++) slopesOut[a] += loop.sums[1 + a];
    return loop.sums[0];
  };
}
