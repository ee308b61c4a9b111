import { InputError } from '../../src/engine/errors.ts';
import { describeValue } from '../../src/engine/options.ts';
import { groupsOf } from '../design/terms.ts';
import type { Model } from '../glmm.ts';
import { categoriesOf } from '../predict/categoriesOf.ts';
import type { OutcomeKind } from './outcomeKind.ts';

/** A number of a data set: outcomes of the rows that are checked, and which rows of the design they are. */
export type Statistic = (outcomes: Float64Array, rows: Int32Array) => number;

export interface NamedStatistic {
  readonly name: string;
  readonly of: Statistic;
}

/**
 * What data sets are summed up by: mean, sd and ends of numbers, zeros of counts, how often each category comes, and for each
 * grouping factor how far the means of its levels lie apart; then the user's own. Throws InputError for one that is no function.
 */
export function statisticsOf(
  model: Model,
  kind: OutcomeKind,
  rows: Int32Array,
  own: Readonly<Record<string, Statistic>>,
): NamedStatistic[] {
  const named = (name: string, of: Statistic): NamedStatistic => ({ name, of });
  const numbers = [
    named('mean', mean),
    ...(kind.binary
      ? []
      : [named('sd', sd), named('least', (y) => y.reduce(least)), named('most', (y) => y.reduce(most))]),
    ...(kind.mayBeZero && kind.whole ? [named('share of zeros', (y) => share(y, 0))] : []),
  ];
  const categories = categoryNames(model).map((label, c) =>
    named(`share of ${label}`, (y) => share(y, c + 1)),
  );
  const groups = kind.named
    ? []
    : groupFactors(model, rows).map(({ group, at, levels }) =>
        named(`sd of the means of ${group}`, (y) => sd(levelMeans(y, at, levels))),
      );
  const users = Object.entries(own).map(([name, of]) => {
    if (typeof of === 'function') return named(name, checked(name, of));
    throw new InputError(
      `check: statistic "${name}" is a function of outcomes and rows to a number, got ${describeValue(of)}`,
    );
  });
  return [...(kind.named || kind.ordered ? categories : numbers), ...groups, ...users];
}

/** Throws InputError where it gives no number. */
function checked(name: string, of: Statistic): Statistic {
  return (outcomes, rows) => {
    const value = of(outcomes, rows);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new InputError(`check: statistic "${name}" must give a finite number, got ${describeValue(value)}`);
  };
}

function categoryNames(model: Model): readonly string[] {
  const { chances } = model.family.chosen.family;
  return chances === undefined ? [] : categoriesOf(model);
}

/** Levels of each factor at the rows; terms of one factor once, without those whose rows belong to several levels. */
export function groupFactors(
  { design }: Model,
  rows: Int32Array,
): { readonly group: string; readonly at: Int32Array; readonly levels: number }[] {
  const terms = groupsOf(design).filter(
    ({ smooth, members, levels }) => smooth === undefined && members === undefined && levels.length > 1,
  );
  const first = new Map([...terms].reverse().map((term) => [term.group, term]));
  return [...first.values()].reverse().map(({ group, index, levels }) => ({
    group,
    at: Int32Array.from(rows, (row) => index[row]),
    levels: levels.length,
  }));
}

const least = (a: number, b: number): number => Math.min(a, b);
const most = (a: number, b: number): number => Math.max(a, b);

function mean(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function sd(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(
    values.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / Math.max(1, values.length - 1),
  );
}

function share(values: Float64Array, wanted: number): number {
  return values.reduce((count, x) => (x === wanted ? count + 1 : count), 0) / values.length;
}

/** Of the levels that some row has. */
function levelMeans(values: Float64Array, at: Int32Array, levels: number): Float64Array {
  const [sums, counts] = [new Float64Array(levels), new Float64Array(levels)];
  for (let k = 0; k < values.length; k++) {
    sums[at[k]] += values[k];
    counts[at[k]]++;
  }
  return sums.map((sum, level) => sum / counts[level]).filter((_, level) => counts[level] > 0);
}
