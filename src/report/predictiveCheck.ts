import { groupsOf } from '../../models/design/terms.ts';
import type { Model } from '../../models/glmm.ts';
import { type Posterior, rowDraws, rowsAt } from '../../models/predict/index.ts';
import { thinned } from './thinned.ts';

/** Outcomes that the model draws at the rows of the data, beside those that were seen. */
export interface PredictiveCheck {
  readonly y: Float64Array;
  /** Each as long as y: a whole data set. */
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
const block = 256;

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
  const kept = [...y.keys()].filter((row) => Number.isFinite(y[row]));
  const replicates = Array.from({ length: count }, () => new Float64Array(y.length));
  const out = new Float64Array(block * count);
  for (let from = 0; from < y.length; from += block) {
    const to = Math.min(y.length, from + block);
    outcomes.fill(from, to, out);
    for (let row = from; row < to; row++)
      replicates.forEach((replicate, r) => {
        replicate[row] = out[(row - from) * count + r];
      });
  }
  const seen = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]);
  const isWhole = kept.length === y.length;
  return {
    y: isWhole ? y : seen(y),
    replicates: isWhole ? replicates : replicates.map(seen),
    statement: outcomes.statement,
  };
}

/** Mean, sd, ends, zeros, and how far the means of groups lie apart. */
export function checkedStatistics(model: Model, { y, replicates }: PredictiveCheck): CheckedStatistic[] {
  const statistic = (name: string, of: (values: Float64Array) => number): CheckedStatistic => ({
    name,
    observed: of(y),
    replicated: Float64Array.from(replicates, of),
  });
  const groups = y.length === model.outcome.y.length ? groupsOf(model.design) : [];
  const factors = new Map(
    groups.flatMap((term) =>
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
      statistic(`sd of the means of ${group}`, (values) => sd(levelMeans(values, index, levels.length))),
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

function levelMeans(values: Float64Array, index: Int32Array, levels: number): Float64Array {
  const [sums, counts] = [new Float64Array(levels), new Float64Array(levels)];
  for (let row = 0; row < values.length; row++) {
    sums[index[row]] += values[row];
    counts[index[row]]++;
  }
  return sums.map((sum, level) => sum / counts[level]);
}
