import { compileColumn } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Model } from '../glmm.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, type RowsAt, rowsAt } from '../predict/index.ts';
import { etaWriter } from '../predict/linear.ts';
import { type Moments, momentsOf } from '../predict/moments.ts';
import { inverseLink, type RowState, rowState } from '../predict/rowState.ts';
import { type Spread, spreadOf } from '../predict/spread.ts';
import { termEffects } from '../predict/termEffects.ts';
import { hermiteSeries } from './hermiteSeries.ts';
import { rowStatements } from './latentParts.ts';
import type { VarianceParts } from './parts.ts';
import { termName, termsOf } from './termVariance.ts';
import { thinned } from './thinned.ts';

/**
 * The variance of the outcome over rows and groups, by the law of total variance: of the means over rows, groups averaged over;
 * of E(y | b) over groups, on average over rows; and of the outcome given both, on average over both. Of several random terms each has
 * Var E(y | its own effects), the others averaged over, and what is left of Var E(y | b) they bring together.
 * By Gauss-Hermite quadrature, draw by draw.
 * Throws InputError where group effects enter other parameters than the mean, and where outcomes have no variance.
 */
export function observedParts(posterior: Posterior): VarianceParts {
  const { model, draws } = thinned(posterior);
  const rows = observedRows(model);
  const why = whyUnshared(rows);
  if (why !== null) throw new InputError(`variance: ${why}; take scale "latent"`);
  const find = drawsOfQuantity(draws);
  const terms = termsOf(rows, model.design.predictor);
  const sums = new Sums(terms.length, find.count);
  const effects = termEffects(find, { groups: 'averaged', seed: '1' });
  const etas = rows.predictors.map((_, p) => etaWriter(rows, p, find, effects));
  const state = rowState(rows, find, etas);
  const spreads = terms.map((term) => spreadOf({ ...rows, terms: [term] }, find));
  const moments = new RowMoments(rows, momentsOf(model, 'variance'), state, spreads);
  for (let row = 0; row < rows.rows; row++) moments.add(row, sums);
  const names = terms.map((term) => termName(term, model.design.predictor));
  return {
    parts: sums.parts(names, rows.rows),
    statements: observedStatements(rows, find.count, posterior),
  };
}

/** Where the variance is taken: at the model's own rows, groups averaged over, of one trial. */
export function observedRows(model: Model): RowsAt {
  return rowsAt(model, null, { groups: 'averaged', newLevels: 'error', perTrial: true });
}

/** Why the outcome of a model has no shares of its variance, to end a sentence; null where it has. */
export function whyUnshared({ terms, model }: RowsAt): string | null {
  const { predictor: main } = model.design;
  const { link } = model.family.chosen;
  const groups = terms.filter(({ smooth }) => smooth === undefined);
  if (link.average === null && groups.length > 0)
    return `under link ${link.name} outcomes have no mean over normal group effects`;
  const other = groups.flatMap(({ predictors }) => predictors).find((predictor) => predictor !== main);
  if (other === undefined) return null;
  return `on the observed scale group effects may enter the mean alone, and here they enter ${other} too`;
}

function observedStatements(rows: RowsAt, count: number, { draws }: Posterior): string[] {
  const { model, known } = rows;
  const ofTrial = known.trials === null ? '' : ', of one trial';
  const all = draws.chains * draws.draws;
  const several = termsOf(rows, model.design.predictor).length > 1;
  return [
    `observed scale: variances of ${model.design.response.name} itself${ofTrial}; of a random term Var E(y | b), averaged over the rows, by quadrature`,
    'fixed effects: the variance over rows of the mean, averaged over groups; residual: that of the outcome given its mean',
    ...(several
      ? [
          'each random term by itself, the others averaged over; together: what the terms bring only with one another',
        ]
      : []),
    ...rowStatements(rows),
    ...(count < all ? [`by ${count} of ${all} draws`] : []),
  ];
}

/** What the parts are summed up in, draw by draw. */
class Sums {
  private readonly rows: { mean: Float64Array; squares: Float64Array; count: number };
  private readonly terms: readonly Float64Array[];
  private readonly between: Float64Array;
  private readonly within: Float64Array;

  constructor(terms: number, draws: number) {
    const zeros = (): Float64Array => new Float64Array(draws);
    this.rows = { mean: zeros(), squares: zeros(), count: 0 };
    this.terms = Array.from({ length: terms }, zeros);
    this.between = zeros();
    this.within = zeros();
  }

  startRow(): void {
    this.rows.count++;
  }

  add(d: number, mean: number, between: number, within: number): void {
    const { rows } = this;
    const step = mean - rows.mean[d];
    rows.mean[d] += step / rows.count;
    rows.squares[d] += step * (mean - rows.mean[d]);
    this.between[d] += between;
    this.within[d] += within;
  }

  addTerm(t: number, d: number, own: number): void {
    this.terms[t][d] += own;
  }

  parts(names: readonly string[], rows: number): VarianceParts['parts'] {
    const mean = (sum: Float64Array): Float64Array => sum.map((x) => x / rows);
    const own = this.terms.map(mean);
    // never below 0 but by rounding
    const together = mean(this.between).map((x, d) =>
      Math.max(
        0,
        own.reduce((rest, one) => rest - one[d], x),
      ),
    );
    return [
      {
        kind: 'fixed',
        name: 'fixed effects',
        variance: this.rows.squares.map((x) => x / Math.max(1, rows - 1)),
      },
      ...names.map((name, t) => ({ kind: 'term', name, variance: own[t] }) as const),
      ...(names.length > 1 ? [{ kind: 'together', name: 'together', variance: together } as const] : []),
      { kind: 'residual', name: 'residual', variance: mean(this.within) },
    ];
  }
}

/** Nodes of the quadrature. */
const nodes = 32;

/** Adds up a row; holds what is written over from row to row. */
class RowMoments {
  private readonly moments: Moments;
  private readonly state: RowState;
  private readonly spreads: readonly Spread[];
  private readonly series = hermiteSeries(nodes);
  private readonly toMu: ReturnType<typeof compileColumn>;
  private readonly mu: Float64Array;
  private readonly means = new Float64Array(nodes);

  constructor(rows: RowsAt, moments: Moments, state: RowState, spreads: readonly Spread[]) {
    this.moments = moments;
    this.state = state;
    this.spreads = spreads;
    this.toMu = compileColumn(inverseLink(rows), 'eta');
    this.mu = new Float64Array(state.count * nodes);
  }

  add(row: number, sums: Sums): void {
    const { state, spreads, mu } = this;
    state.go(row);
    for (const spread of spreads) spread.go(row);
    sums.startRow();
    const eta = state.eta(0);
    const total = eta.map((_, d) => spreads.reduce((sum, spread) => sum + spread.covariance(0, 0)[d], 0));
    for (let d = 0; d < state.count; d++) {
      const sd = Math.sqrt(total[d]);
      for (let q = 0; q < nodes; q++) mu[d * nodes + q] = eta[d] + sd * this.series.nodes[q];
    }
    this.toMu(mu, mu);
    for (let d = 0; d < state.count; d++) this.addDraw(d, total[d], sums);
  }

  private addDraw(d: number, total: number, sums: Sums): void {
    const { moments, series, means, mu, spreads } = this;
    const { trials, parameters } = this.state.at(d);
    const row = { mu: 0, trials, parameters };
    let [mean, squares, within] = [0, 0, 0];
    for (let q = 0; q < nodes; q++) {
      row.mu = mu[d * nodes + q];
      const weight = series.weights[q];
      means[q] = moments.mean(row);
      mean += weight * means[q];
      within += weight * moments.variance(row);
    }
    for (let q = 0; q < nodes; q++) squares += series.weights[q] * (means[q] - mean) * (means[q] - mean);
    sums.add(d, mean, squares, within);
    if (spreads.length === 1) sums.addTerm(0, d, squares);
    else if (total > 0 && spreads.length > 1) {
      const power = series.power(means);
      spreads.forEach((spread, t) => {
        sums.addTerm(t, d, power(spread.covariance(0, 0)[d] / total));
      });
    }
  }
}
