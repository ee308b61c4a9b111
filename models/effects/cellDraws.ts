import { InputError } from '../../src/engine/errors.ts';
import { rowDraws, rowsAt } from '../predict/index.ts';
import type { GroupRule, Posterior, RowDraws, Scale } from '../predict/types.ts';
import type { Table } from '../table.ts';
import type { Batch } from './baseCells.ts';

/** What is evaluated at rows. */
export interface CellScale {
  readonly scale: Scale;
  readonly groups: GroupRule;
  readonly seed: string;
}

/** Weighted means of rows, a draw each. */
export interface CellDraws {
  readonly chains: number;
  readonly draws: number;
  readonly categories: readonly string[] | null;
  readonly statement: string;
  /** Of cell c, variant v and category k: `values[(c * variants + v) * (categories ?? 1) + k]`, chain after chain. */
  readonly values: readonly Float64Array[];
}

/** Changes rows to what is asked about: one variant each. */
export type Variant = (table: Table) => Table;

/** Values in a block, at most: about 32 MB. */
const BLOCK = 4e6;

/** Draws of cells that are kept, at most: 800 MB. */
const MOST_KEPT = 1e8;

/**
 * Every cell's weighted mean over its rows, for each variant of them, draw by draw. Memory: cells times draws, not rows times draws.
 * A number of trials counts as one, so that means are chances.
 */
export function cellDraws(
  posterior: Posterior,
  cells: number,
  batches: readonly (() => Batch)[],
  variants: readonly Variant[],
  what: CellScale,
): CellDraws {
  checkSize(posterior, cells * variants.length);
  const values: Float64Array[] = [];
  let first: RowDraws | null = null;
  for (const make of batches) {
    const batch = make();
    variants.forEach((variant, v) => {
      const found = drawsAt(posterior, variant(batch.table), what);
      first ??= found;
      const categories = found.categories?.length ?? 1;
      const placeOf = (row: number): number => (batch.cell[row] * variants.length + v) * categories;
      addRows(found, batch.weight, placeOf, values);
    });
  }
  if (first === null) throw new InputError('effects: no rows to look at');
  const { chains, draws, categories, statement } = first as RowDraws;
  const size = cells * variants.length * (categories?.length ?? 1);
  for (let i = 0; i < size; i++) values[i] ??= new Float64Array(chains * draws);
  return { chains, draws, categories, statement, values };
}

function checkSize({ draws }: Posterior, means: number): void {
  const each = draws.chains * draws.draws;
  if (means * each <= MOST_KEPT) return;
  throw new InputError(
    `effects: ${means} means of ${each} draws each are too many to keep; ask for fewer, by columns with fewer levels`,
  );
}

function drawsAt(posterior: Posterior, table: Table, { scale, groups, seed }: CellScale): RowDraws {
  const { model } = posterior;
  const rows = rowsAt(model, table, { groups, newLevels: 'error', perTrial: true });
  if (rows.dropped.length > 0)
    throw new InputError(`effects: row ${rows.dropped[0]} lacks a value that the model reads`);
  return rowDraws(posterior, rows, { scale, groups, seed });
}

/** Adds each row's draws, times its weight, to those of its cell. */
function addRows(
  { rows, chains, draws, categories, fill }: RowDraws,
  weight: Float64Array,
  placeOf: (row: number) => number,
  into: Float64Array[],
): void {
  const count = chains * draws;
  const each = categories?.length ?? 1;
  const length = Math.max(1, Math.min(rows, Math.floor(BLOCK / (count * each))));
  const block = new Float64Array(length * count * each);
  for (let from = 0; from < rows; from += length) {
    const to = Math.min(rows, from + length);
    fill(from, to, block);
    for (let row = from; row < to; row++)
      for (let k = 0; k < each; k++) {
        const place = placeOf(row) + k;
        into[place] ??= new Float64Array(count);
        addScaled(into[place], weight[row], block, ((row - from) * each + k) * count);
      }
  }
}

function addScaled(sum: Float64Array, weight: number, values: Float64Array, start: number): void {
  for (let d = 0; d < sum.length; d++) sum[d] += weight * values[start + d];
}
