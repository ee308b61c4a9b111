import type { Column, Table } from 'poolwise';
import { columnFacts } from './columns.ts';

/** A column whose logarithm as an offset explains why counts vary more than Poisson's. */
export interface Exposure {
  readonly column: string;
  /** As formulas write it. */
  readonly spelt: string;
  /** Variance over mean of the counts, each by its own exposure: Pearson's statistic over its degrees of freedom. */
  readonly ratio: number;
  /** Share of zeros that Poisson counts would have. */
  readonly zeros: number;
}

/** Of what exceeds 1, an exposure has to explain this much: a little less may be chance. */
const leastExplained = 0.5;

/** Counts whose variance over mean is no more need no exposure to be Poisson. */
const leastRatio = 1.5;

/** The column that explains most of the counts' variance as their exposure; null where none explains much. */
export function exposureOf(table: Table, outcome: string): Exposure | null {
  const counts = numbersOf(table.columns.get(outcome));
  if (counts === null) return null;
  const plain = exposed(
    counts,
    counts.map(() => 1),
  ).ratio;
  if (!(plain > leastRatio)) return null;
  const able = columnFacts(table, {}).filter(
    ({ name, numbers, ids }) =>
      name !== outcome && numbers !== null && numbers.min > 0 && numbers.sd > 0 && !ids,
  );
  const found = able.flatMap(({ name: column, spelt }) => {
    const exposures = numbersOf(table.columns.get(column));
    return exposures === null ? [] : [{ column, spelt, ...exposed(counts, exposures) }];
  });
  const [best] = found.sort((a, b) => a.ratio - b.ratio);
  return best !== undefined && best.ratio - 1 < (1 - leastExplained) * (plain - 1) ? best : null;
}

const numbersOf = (column: Column | undefined): Float64Array | null =>
  column?.kind === 'number' ? Float64Array.from(column.values) : null;

/** Poisson counts of one rate, given exposures; rows that lack either are left out. */
function exposed(counts: Float64Array, exposures: Float64Array): Pick<Exposure, 'ratio' | 'zeros'> {
  const rows = [...counts.keys()].filter((row) => !Number.isNaN(counts[row] + exposures[row]));
  const sum = (of: (row: number) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const rate = sum((row) => counts[row]) / sum((row) => exposures[row]);
  const mean = (row: number): number => rate * exposures[row];
  return {
    ratio: sum((row) => (counts[row] - mean(row)) ** 2 / mean(row)) / (rows.length - 1),
    zeros: sum((row) => Math.exp(-mean(row))) / rows.length,
  };
}
