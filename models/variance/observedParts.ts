import { worded } from '../../src/engine/advice.ts';
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
  if (why !== null)
    throw new InputError(worded`variance: ${why}; take ${{ kind: 'varianceScale', scale: 'latent' }}`);
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

/**
 * Nodes of the quadrature by the sd of the linear predictor: means under the logit link have poles at a distance of pi over the sd, so
 * the error falls as exp(-pi sqrt(2 n) / sd), which is 1e-5 at 7 nodes a unit of variance. At most 128: 3e-6 at an sd of 4, 2e-4 at 6.
 */
const ladder = [32, 64, 128];
const nodesByVariance = 7;

function placeFor(variance: number): number {
  const at = ladder.findIndex((n) => n >= nodesByVariance * variance);
  return at < 0 ? ladder.length - 1 : at;
}

/** Adds up a row; holds what is written over from row to row. */
class RowMoments {
  private readonly moments: Moments;
  private readonly state: RowState;
  private readonly spreads: readonly Spread[];
  private readonly toMu: ReturnType<typeof compileColumn>;
  private mu = new Float64Array(0);
  private readonly means = ladder.map((n) => new Float64Array(n));

  constructor(rows: RowsAt, moments: Moments, state: RowState, spreads: readonly Spread[]) {
    this.moments = moments;
    this.state = state;
    this.spreads = spreads;
    this.toMu = compileColumn(inverseLink(rows), 'eta');
  }

  add(row: number, sums: Sums): void {
    const { state, spreads } = this;
    state.go(row);
    for (const spread of spreads) spread.go(row);
    sums.startRow();
    const total = state
      .eta(0)
      .map((_, d) => spreads.reduce((sum, spread) => sum + spread.covariance(0, 0)[d], 0));
    const places = Uint8Array.from(total, placeFor);
    this.writeMu(total, places);
    let at = 0;
    for (let d = 0; d < state.count; d++) {
      this.addDraw(d, total[d], places[d], at, sums);
      at += ladder[places[d]];
    }
  }

  /** At every node of every draw, one draw after the other. */
  private writeMu(total: Float64Array, places: Uint8Array): void {
    const eta = this.state.eta(0);
    const size = places.reduce((sum, place) => sum + ladder[place], 0);
    if (this.mu.length < size) this.mu = new Float64Array(size);
    let at = 0;
    for (let d = 0; d < total.length; d++) {
      const sd = Math.sqrt(total[d]);
      for (const node of hermiteSeries(ladder[places[d]]).nodes) this.mu[at++] = eta[d] + sd * node;
    }
    const mu = this.mu.subarray(0, size);
    this.toMu(mu, mu);
  }

  private addDraw(d: number, total: number, place: number, at: number, sums: Sums): void {
    const { moments, mu, spreads } = this;
    const series = hermiteSeries(ladder[place]);
    const means = this.means[place];
    const { trials, parameters } = this.state.at(d);
    const row = { mu: 0, trials, parameters };
    let [mean, squares, within] = [0, 0, 0];
    for (let q = 0; q < means.length; q++) {
      row.mu = mu[at + q];
      const weight = series.weights[q];
      means[q] = moments.mean(row);
      mean += weight * means[q];
      within += weight * moments.variance(row);
    }
    for (let q = 0; q < means.length; q++)
      squares += series.weights[q] * (means[q] - mean) * (means[q] - mean);
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
