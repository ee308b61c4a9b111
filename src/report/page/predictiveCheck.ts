import { groupsOf } from '../../../models/design/terms.ts';
import type { Model } from '../../../models/glmm.ts';
import { type Posterior, rowDraws, rowsAt } from '../../../models/predict/index.ts';
import { evenly } from '../plot/chains.ts';
import { thinned } from '../thinned.ts';

/** Outcomes that the model draws at the rows of the data, beside those that were seen. */
export interface PredictiveCheck {
  /** Of which rows of the design: all that have an outcome, or some evenly spread. */
  readonly rows: readonly number[];
  readonly y: Float64Array;
  /** Each as long as y. */
  readonly replicates: readonly Float64Array[];
  /** In words what was drawn. */
  readonly statement: string;
}

/** A number of a data set: as it was, and in the data sets that the model draws. */
export interface CheckedStatistic {
  readonly name: string;
  readonly observed: number;
  readonly replicated: Float64Array;
}

/** Data sets that are drawn. */
const wanted = 100;
/** Rows that they are of, at most. */
const mostRows = 20_000;

/**
 * Draws about a hundred data sets at the rows of the model, each from another draw of the posterior, with each row's own groups.
 * Throws InputError where outcomes of this model cannot be drawn.
 */
export function predictiveCheck(posterior: Posterior): PredictiveCheck {
  const { model } = posterior;
  const draws = thinned(posterior.draws, Math.max(1, Math.round(wanted / posterior.draws.chains)));
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const asked = { scale: 'outcome', groups: 'given', seed: 'report' } as const;
  const outcomes = rowDraws({ ...posterior, draws }, rows, asked);
  const count = draws.chains * draws.draws;
  const { y } = model.outcome;
  const known = [...y.keys()].filter((row) => Number.isFinite(y[row]));
  const kept = evenly(known.length, mostRows).map((k) => known[k]);
  const replicates = Array.from({ length: count }, () => new Float64Array(kept.length));
  const out = new Float64Array(count);
  kept.forEach((row, k) => {
    outcomes.fill(row, row + 1, out);
    replicates.forEach((replicate, r) => {
      replicate[k] = out[r];
    });
  });
  return {
    rows: kept,
    y: Float64Array.from(kept, (row) => y[row]),
    replicates,
    statement: outcomes.statement,
  };
}

/** Mean, sd, ends, zeros, and how far the means of groups lie apart. */
export function checkedStatistics(
  model: Model,
  { rows, y, replicates }: PredictiveCheck,
): CheckedStatistic[] {
  const statistic = (name: string, of: (values: Float64Array) => number): CheckedStatistic => ({
    name,
    observed: of(y),
    replicated: Float64Array.from(replicates, of),
  });
  const factors = new Map(
    groupsOf(model.design).flatMap((term) =>
      term.smooth === undefined && term.members === undefined && term.levels.length > 1
        ? [[term.group, term] as const]
        : [],
    ),
  );
  return [
    statistic('mean', mean),
    statistic('sd', sd),
    statistic('least', (values) => values.reduce((a, b) => Math.min(a, b))),
    statistic('most', (values) => values.reduce((a, b) => Math.max(a, b))),
    ...(y.includes(0) ? [statistic('share of zeros', shareOfZeros)] : []),
    ...[...factors.values()].map(({ group, index, levels }) =>
      statistic(`sd of the means of ${group}`, (values) =>
        sd(
          levelMeans(
            values,
            rows.map((row) => index[row]),
            levels.length,
          ),
        ),
      ),
    ),
  ];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function sd(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / Math.max(1, values.length - 1));
}

function shareOfZeros(values: Float64Array): number {
  return values.reduce((count, x) => (x === 0 ? count + 1 : count), 0) / values.length;
}

/** Of the levels that some row has. */
function levelMeans(values: Float64Array, index: readonly number[], levels: number): Float64Array {
  const [sums, counts] = [new Float64Array(levels), new Float64Array(levels)];
  for (let row = 0; row < values.length; row++) {
    sums[index[row]] += values[row];
    counts[index[row]]++;
  }
  return sums.map((sum, level) => sum / counts[level]).filter((_, level) => counts[level] > 0);
}
