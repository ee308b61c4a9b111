import { ascendingOrder } from '../../diagnostics/order.ts';
import { stream } from '../../src/engine/rng.ts';
import type { ResponseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { RowState } from '../predict/rowState.ts';

/** A row with its predictive distribution: the family's at every draw, by weights. */
export interface DrawnRow {
  readonly model: Model;
  readonly row: number;
  readonly weights: Float64Array;
  readonly state: RowState;
  readonly check: ResponseCheck;
  /** By which its random numbers are named. */
  readonly rowNumber: number;
  readonly seed: string;
}

/**
 * Where the outcome lies in its predictive distribution: between Pr(Y < y) and Pr(Y <= y), and for a censored one between the
 * ends of where it may be, a random number where these differ.
 */
export function pitOf(at: DrawnRow): number {
  const { weights, row, model } = at;
  const { y, censoring } = model.outcome;
  const distribution = distributionOf(at);
  let [low, high] = [0, 0];
  const code = censoring?.codes[row] ?? 0;
  const upper = censoring?.upper[row] ?? y[row];
  for (let d = 0; d < weights.length; d++) {
    const [below, upTo] = distribution(d, y[row]);
    if (code !== left) low += weights[d] * (code === none ? below : upTo);
    high += weights[d] * (code === right ? 1 : code === interval ? distribution(d, upper)[1] : upTo);
  }
  const u = low === high ? 0 : stream(at.seed, 'PIT', at.rowNumber).uniform();
  return low + u * (high - low);
}

const [none, right, left, interval] = [0, 1, 2, 3];

/** Pr(Y < y) and Pr(Y <= y) at a draw. */
function distributionOf({
  model,
  state,
  check,
}: DrawnRow): (draw: number, y: number) => readonly [number, number] {
  const { chances, cdf } = model.family.chosen.family;
  if (chances !== undefined)
    return (d, y) => {
      const all = chances(state.at(d));
      let below = 0;
      for (let k = 0; k < y - 1; k++) below += all[k];
      return [below, below + all[y - 1]];
    };
  if (cdf === undefined) throw new RangeError('a family without a distribution function');
  const isWhole = check.whole === true;
  const atLeastZero = !check.holds(-1);
  return (d, y) => {
    const row = state.at(d);
    const upTo = cdf(y, row);
    if (isWhole) return [cdf(y - 1, row), upTo];
    return [y === 0 && atLeastZero ? 0 : upTo, upTo]; // nothing is below 0, where a hurdle has a mass
  };
}

/** (chance of 1 - y)^2 of an outcome of 0 and 1; of categories the sum over them. */
export function brierOf({ model, row, weights, state }: DrawnRow): number {
  const { chances } = model.family.chosen.family;
  const y = model.outcome.y[row];
  if (chances === undefined) {
    let chance = 0;
    for (let d = 0; d < weights.length; d++) chance += weights[d] * state.at(d).mu;
    return (chance - y) * (chance - y);
  }
  const mean: number[] = [];
  for (let d = 0; d < weights.length; d++)
    chances(state.at(d)).forEach((chance, k) => {
      mean[k] = (mean[k] ?? 0) + weights[d] * chance;
    });
  return mean.reduce(
    (sum, chance, k) => sum + (k === y - 1 ? (1 - chance) * (1 - chance) : chance * chance),
    0,
  );
}

/**
 * E|Y - y| - E|Y - Y'| / 2 of the predictive distribution, from one outcome a draw. Sorted, with C the sums of weights, the second is
 * the sum of w_i y_i (C_i + C_(i-1) - 1). Source: Gneiting & Raftery 2007, JASA 102:359, eq. 21.
 */
export function crpsOf({ model, row, rowNumber, seed, weights, state }: DrawnRow): number {
  const { draw } = model.family.chosen.family;
  if (draw === undefined) throw new RangeError('a family that cannot be drawn from');
  const rng = stream(seed, 'CRPS', rowNumber);
  const drawn = Float64Array.from(weights, (_, d) => draw(rng, state.at(d)));
  return weightedCrps(drawn, weights, model.outcome.y[row]);
}

/** The same of draws that are there. */
export function weightedCrps(drawn: Float64Array, weights: Float64Array, y: number): number {
  let [away, spread, before] = [0, 0, 0];
  for (const i of ascendingOrder(drawn)) {
    const after = before + weights[i];
    away += weights[i] * Math.abs(drawn[i] - y);
    spread += weights[i] * drawn[i] * (after + before - 1);
    before = after;
  }
  return away - spread;
}
