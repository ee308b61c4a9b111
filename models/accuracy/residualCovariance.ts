import { ownResidualRows } from '../design/residual.ts';
import type { DrawsOf } from '../predict/drawsOfQuantity.ts';
import { structureParameters } from '../predict/residuals.ts';
import type { RowsAt } from '../predict/rowsAt.ts';

/** The covariance of the residuals of a model's own rows, draw by draw. */
export interface ResidualCovariance {
  /** The block of each row; rows of different blocks are independent. */
  readonly block: readonly string[];
  /** Writes the covariance of some rows at a draw, n x n row-major. */
  fill(rows: readonly number[], draw: number, out: Float64Array): void;
}

/** By definition, entry by entry, as the structure says it. */
export function residualCovariance(rows: RowsAt, find: DrawsOf): ResidualCovariance {
  const { residual } = rows.model.design;
  if (residual === null) throw new RangeError('the model has no structure of residuals');
  const { structure } = residual.syntax;
  const { columns, scale } = structureParameters(rows, find);
  const { label, place } = ownResidualRows(residual);
  const block = Array.from(place, (_, row) => label[row] ?? `row ${row}`);
  const values = new Float64Array(columns.length);
  return {
    block,
    fill(own, draw, out) {
      for (let p = 0; p < values.length; p++) values[p] = columns[p][draw];
      const variance = scale === null ? 1 : scale[draw] * scale[draw];
      const places = own.map((row) => place[row]);
      // structures without parameters of their points take any times
      const shape = structure.homogeneous ? { ...residual, times: places } : residual;
      const at = structure.homogeneous ? places.map((_, i) => i) : places;
      const n = own.length;
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const together = block[own[i]] === block[own[j]];
          const entry = together
            ? variance * structure.entry(values, { a: at[i], b: at[j], same: i === j }, shape)
            : 0;
          out[i * n + j] = entry;
          out[j * n + i] = entry;
        }
    },
  };
}
