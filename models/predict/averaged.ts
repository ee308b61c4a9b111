import { compile, compileColumn, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { averagedQuantity } from './averagedQuantity.ts';
import { type AverageColumn, averageTable } from './averageTable.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { type NormalAverage, normalAverage } from './normalAverage.ts';
import { outcomeWriter } from './outcomes.ts';
import { RowPoint } from './rowPoint.ts';
import type { RowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';
import { inverseOfPredictor, type Made, scaleWriter, trialsTimes } from './scales.ts';
import { type Spread, spreadOf } from './spread.ts';

/**
 * The draws of a scale averaged over groups, E over b ~ N(0, G) with G of each draw; `etas` are the linear predictors without group
 * effects. A linear predictor's average is itself; what one linear predictor is put through has a formula, or a table; all else is
 * integrated numerically over the linear predictors that group effects enter.
 */
export function averagedWriter(
  rows: RowsAt,
  made: Made,
  find: DrawsOf,
  etas: readonly WriteEta[],
  stateOf: () => RowState,
  seed: string,
): RowWriter {
  const spread = spreadOf(rows, find);
  if (made.kind === 'distribution' && made.ofOne === true) refuseOne(spread);
  const plain = () => scaleWriter(rows, made, find, etas, stateOf, seed);
  if (made.kind === 'link' || made.kind === 'parameter' || spread.predictors.length === 0) return plain();
  if (made.kind === 'predictor') {
    const place = spread.predictors.indexOf(made.p);
    return place < 0 ? plain() : predictorAverage(rows, made, place, spread, etas[made.p], find.count);
  }
  const state = stateOf();
  if (made.kind === 'outcome') return outcomeWriter(rows, state, new RowPoint(state, spread), seed);
  if (spread.predictors[0] === 0) refuseNoMean(rows);
  return averagedQuantity(made.quantity, state, spread);
}

/** Throws InputError for a quantile of outcomes where groups would have to be mixed. */
function refuseOne({ predictors }: Spread): void {
  if (predictors.length === 0) return;
  throw new InputError(
    'predict: an average over groups of quantiles is not that of the outcomes of all groups; take scale "outcome", whose draws are of all groups, and their quantiles',
  );
}

/** Throws InputError for a link under which a normal linear predictor has no mean of mu. */
function refuseNoMean({ model }: RowsAt): void {
  const { link } = model.family.chosen;
  if (link.average !== null) return;
  throw new InputError(
    `predict: under link ${link.name} no mean over normal group effects exists, since the linear predictor may come to 0; take groups "typical" or "given"`,
  );
}

function predictorAverage(
  rows: RowsAt,
  { p, timesTrials }: Extract<Made, { kind: 'predictor' }>,
  place: number,
  spread: Spread,
  writeEta: WriteEta,
  count: number,
): RowWriter {
  if (p === 0) refuseNoMean(rows);
  const average = (p === 0 ? closedForm(rows) : null) ?? numericAverage(rows, p, count, spread.sameForRows);
  const times = timesTrials ? trialsTimes(rows) : null;
  return {
    categories: null,
    write(row, out) {
      const changed = spread.go(row);
      writeEta(row, out);
      average(out, spread.covariance(place, place), changed, out);
      times?.(row, out);
    },
  };
}

/** By the link's formula. */
function closedForm({ model }: RowsAt): AverageColumn | null {
  const { average } = model.family.chosen.link;
  if (average === undefined || average === null) return null;
  const run = compile([average(variable('eta'), variable('variance'))], ['eta', 'variance']);
  const [at, value] = [new Float64Array(2), new Float64Array(1)];
  return (eta, variances, _, out) => {
    for (let d = 0; d < out.length; d++) {
      at[0] = eta[d];
      at[1] = variances[d];
      run(at, value);
      out[d] = value[0];
    }
  };
}

/** Values of which a table costs more than it spares. */
const fewValues = 50_000;

/** By a table; by itself each where they are few, or no table is close enough. */
function numericAverage(rows: RowsAt, p: number, count: number, sameForRows: boolean): AverageColumn {
  const average = settled(normalAverage(compileColumn(inverseOfPredictor(rows, p), 'eta')));
  if (rows.rows * count < fewValues) return eachByItself(average);
  return averageTable(average, sameForRows) ?? eachByItself(average);
}

function eachByItself(average: NormalAverage): AverageColumn {
  return (eta, variances, _, out) => {
    for (let d = 0; d < out.length; d++) out[d] = average(eta[d], Math.sqrt(variances[d]));
  };
}

/** Throws InputError where an average does not settle. */
function settled(average: NormalAverage): NormalAverage {
  return (eta, sd) => {
    const value = average(eta, sd);
    if (!Number.isNaN(value)) return value;
    throw new InputError(
      `predict: the average over groups does not settle at a linear predictor of ${eta} with sd ${sd}; take groups "typical" or "given"`,
    );
  };
}
