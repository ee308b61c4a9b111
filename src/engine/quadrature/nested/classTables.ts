import type { NodeKernel } from '../nodeKernel.ts';
import { mostTilts, tiltsAtOnce } from '../nodeModule.ts';
import { levelClasses } from './levelClasses.ts';
import type { NestedLevels } from './nestedLevels.ts';
import { type Derivatives, smoothTable } from './smoothTable.ts';
import { type Closeness, farthest, logIntegral, tiltedSums } from './tilted.ts';

/** The integrals of inner levels that are equal but for a shift, as functions of the linear predictor of their first row. */
export interface ClassTables {
  /** The number of each inner level's class, -1 where it has none. */
  readonly of: Int32Array;
  /** Prepares for a point: the kernel is open there, with the rows' linear predictors and the inner levels' sd; whether rows' slopes will be read. */
  open(eta: Float64Array, sd: number, wantsSlopes: boolean): void;
  /** Adds `times` the log of level j's integral where its rows are moved by first + k step. */
  addValues(
    j: number,
    first: number,
    step: number,
    times: number,
    out: Float64Array,
    from: number,
    to: number,
  ): void;
  /** Weighted sums of its derivatives in what the rows are moved by, and of the mean slopes of its rows but for the first. */
  sumDerivatives(
    j: number,
    first: number,
    step: number,
    weights: Float64Array,
    from: number,
    to: number,
  ): Derivatives;
  /** The derivatives where the rows are moved by a number. */
  derivatives(j: number, by: number): Derivatives;
}

const one = Float64Array.of(1);

/** Uses rows of the kernel for a while, and puts them back as `moved` has them. */
export function classTables(
  nested: NestedLevels,
  kernel: NodeKernel,
  moved: Float64Array,
  close: Closeness,
): ClassTables {
  const { classes, of } = levelClasses(nested);
  const { from: rowFrom } = nested.inner;
  const { shape, table, sums, make } = tiltedSums(kernel, close);
  const tilts = { first: 0, step: 0, count: 0 };
  let [eta, sd] = [moved, 1];

  /** Writes the logs of a level's integrals where the linear predictor of its first row is first + k step, and the mean slopes of the further rows. */
  function write(a: number, end: number, first: number, step: number, out: readonly Float64Array[]): boolean {
    const before = moved.slice(a, end);
    const room = Math.min(mostTilts, 1 + Math.floor((2 * farthest * sd) / step));
    Object.assign(shape, { firstRow: a, endRow: end, z: 0, sd: 1, reach: Math.abs(sd) });
    tilts.step = step / sd;
    const length = out[0].length;
    let isFound = true;
    for (let k = 0; k < length && isFound; k += tilts.count) {
      tilts.count = Math.min(room, length - k);
      tilts.first = (-step * (tilts.count - 1)) / (2 * sd);
      const centre = first + k * step - tilts.first * sd;
      for (let i = a; i < end; i++) moved[i] = centre + eta[i] - eta[a];
      kernel.move(a, end, moved);
      isFound = make(tilts.first, -tilts.first, tilts);
      if (isFound) writeOne(a, k, out);
    }
    moved.set(before, a);
    kernel.move(a, end, moved);
    return isFound;
  }

  function writeOne(a: number, k: number, out: readonly Float64Array[]): void {
    const { first, step, count } = tilts;
    for (let s = 0; s < count; s++) out[0][k + s] = logIntegral(table, sums[s], first + s * step);
    const padded = tiltsAtOnce * Math.ceil(count / tiltsAtOnce);
    for (let f = 1; f < out.length; f++) {
      kernel.tiltSlopes(a + f, table.from, table.to, padded);
      for (let s = 0; s < count; s++) {
        const by = Math.sqrt(kernel.tiltBy[s]);
        out[f][k + s] = (kernel.tilted[2 * s] * by + kernel.tilted[2 * s + 1]) / sums[s];
      }
    }
  }

  const all = classes.map(({ firstRow, endRow }) =>
    smoothTable((first, step, out) => write(firstRow, endRow, first, step, out)),
  );
  return {
    of,
    open(now, inner, wantsSlopes) {
      eta = now;
      sd = inner;
      classes.forEach(({ firstRow, endRow }, k) => {
        all[k].open(Math.max(1, inner), wantsSlopes ? endRow - firstRow : 1);
      });
    },
    addValues(j, first, step, times, out, from, to) {
      all[of[j]].addValues(eta[rowFrom[j]] + first, step, times, out, from, to);
    },
    sumDerivatives: (j, first, step, weights, from, to) =>
      all[of[j]].sumDerivatives(eta[rowFrom[j]] + first, step, weights, from, to),
    derivatives: (j, by) => all[of[j]].sumDerivatives(eta[rowFrom[j]] + by, 0, one, 0, 1),
  };
}
