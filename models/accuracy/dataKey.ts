import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { Unit } from './pointDraws.ts';

/** What was predicted: two fits can be compared where they agree in it. */
export interface DataKey {
  /** `row`, or the grouping factor. */
  readonly unit: string;
  readonly outcome: string;
  /** 1-based rows of the table. */
  readonly rowNumbers: Int32Array;
  /** Each a number a row, by its name: the outcome, its trials, how it is censored, case weights. */
  readonly columns: readonly { readonly name: string; readonly values: Float64Array }[];
  /** The point of each row. */
  readonly pointOf: readonly string[];
  /** Whether log likelihoods are of probabilities, not of densities. */
  readonly counted: boolean;
}

export function dataKey({ design, outcome, weights, family }: Model, unit: Unit): DataKey {
  const { y, trials, censoring } = outcome;
  const columns = [
    { name: 'outcome', values: y },
    { name: 'trials', values: trials },
    { name: 'censoring', values: censoring?.codes ?? null },
    { name: 'upper end', values: censoring?.upper ?? null },
    { name: 'case weight', values: weights },
  ];
  const check = responseCheck(family.chosen.family.response);
  return {
    unit: unit === 'row' ? 'row' : unit.group,
    outcome: design.response.name,
    rowNumbers: design.rowNumbers,
    columns: columns.flatMap(({ name, values }) => (values === null ? [] : [{ name, values }])),
    pointOf:
      unit === 'row' ? Array.from(design.rowNumbers, String) : Array.from(unit.index, (j) => unit.levels[j]),
    counted: check.whole === true || check.named === true || check.ordered === true,
  };
}

/** Why the second cannot be compared with the first, to end a sentence; null where it can. */
export function whyNotComparable(first: DataKey, other: DataKey): string | null {
  if (first.unit !== other.unit) return `it leaves out ${unitWord(other)}, the first ${unitWord(first)}`;
  const rows = differentRows(first, other);
  if (rows !== null) return rows;
  const names = (key: DataKey): string => key.columns.map(({ name }) => name).join(', ');
  if (names(first) !== names(other))
    return `its rows have ${names(other)}, those of the first ${names(first)}`;
  for (const [c, { name, values }] of first.columns.entries()) {
    const at = values.findIndex((value, row) => value !== other.columns[c].values[row]);
    if (at >= 0)
      return `its ${name} is ${other.columns[c].values[at]} at row ${first.rowNumbers[at]}, that of the first ${values[at]}`;
  }
  if (first.counted !== other.counted)
    return `its log likelihoods are of ${kindWord(other)}, those of the first of ${kindWord(first)}`;
  const point = first.pointOf.findIndex((label, row) => label !== other.pointOf[row]);
  return point < 0
    ? null
    : `its row ${first.rowNumbers[point]} is of ${first.unit} "${other.pointOf[point]}", that of the first of "${first.pointOf[point]}"`;
}

const unitWord = ({ unit }: DataKey): string => (unit === 'row' ? 'rows' : `levels of ${unit}`);
const kindWord = ({ counted }: DataKey): string => (counted ? 'probabilities' : 'densities');

function differentRows(first: DataKey, other: DataKey): string | null {
  const [a, b] = [first, other].map(({ rowNumbers }) => new Set(rowNumbers));
  const extra = [...a].find((row) => !b.has(row)) ?? [...b].find((row) => !a.has(row));
  if (extra === undefined) return null;
  const whose = a.has(extra) ? 'the first' : 'it';
  return `it has ${b.size} rows, the first ${a.size}, and row ${extra} is only in ${whose}; leave rows that lack a value of either model out of both`;
}
