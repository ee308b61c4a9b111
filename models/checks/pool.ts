import { ascendingOrder } from '../../diagnostics/order.ts';
import { stream } from '../../src/engine/rng.ts';
import type { Replicates } from './replicates.ts';
import type { RowResiduals } from './residuals.ts';

/**
 * Residuals by simulation: each data set, the data among them, against all the others, which form one pool. Where data sets are drawn as
 * the data were, all are exchangeable, rows that depend on each other or not. A uniform residual is the rank in the pool, ties broken
 * by the seed, a stream a row.
 * Source: the scaled residuals of Hartig, DHARMa; data sets take the data's place in turn.
 */
export function poolResiduals({ rows, y, sets }: Replicates, seed: string): RowResiduals {
  const values = [y, ...sets];
  const make = (): Float32Array[] => values.map(() => new Float32Array(y.length));
  const [scaled, uniform] = [make(), make()];
  const column = new Float64Array(values.length);
  for (let k = 0; k < y.length; k++) {
    for (let s = 0; s < column.length; s++) column[s] = values[s][k];
    const order = ascendingOrder(column);
    shuffleTies(column, order, seed, rows[k]);
    for (let r = 0; r < order.length; r++) uniform[order[r]][k] = (r + 0.5) / order.length;
    const [mean, sd] = moments(column);
    for (let s = 0; s < column.length; s++) scaled[s][k] = sd > 0 ? (column[s] - mean) / sd : 0;
  }
  const split = ([data, ...drawn]: readonly Float32Array[]) => ({ data: [data], drawn });
  return { scaled: split(scaled), uniform: split(uniform) };
}

/** Puts runs of equal values in random order. */
function shuffleTies(values: Float64Array, order: Uint32Array, seed: string, row: number): void {
  let rng: ReturnType<typeof stream> | null = null;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let last = to - 1; last > from; last--) {
      rng ??= stream(seed, 'ties', row);
      const other = from + rng.integer(last - from + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    from = to;
  }
}

function moments(values: Float64Array): [mean: number, sd: number] {
  let sum = 0;
  for (let s = 0; s < values.length; s++) sum += values[s];
  const mean = sum / values.length;
  let squares = 0;
  for (let s = 0; s < values.length; s++) squares += (values[s] - mean) * (values[s] - mean);
  return [mean, Math.sqrt(squares / values.length)];
}
