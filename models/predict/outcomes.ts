import { InputError } from '../../src/engine/errors.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import type { RowFunctions } from '../families/family.ts';
import type { WriteEta } from './linear.ts';
import type { ResidualsAt } from './residuals.ts';
import type { RowPoint } from './rowPoint.ts';
import type { RowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';

/**
 * Outcomes of rows, one a draw, each by the family at the draw's own parameters; of categories their numbers. A row has a stream of its
 * own, named by its number. With a `point`, each draw's group effects come from N(0, G) too: every row is of a group of its own.
 * Throws InputError for a family that cannot be drawn from.
 */
export function outcomeWriter(
  rows: RowsAt,
  state: RowState,
  point: RowPoint | null,
  seed: string,
): RowWriter {
  const draw = drawOf(rows);
  return {
    categories: null,
    write(row, out) {
      const rng = stream(seed, 'outcome', rows.rowNumbers[row]);
      state.go(row);
      point?.go(row);
      for (let d = 0; d < out.length; d++)
        out[d] = draw(rng, point === null ? state.at(d) : randomPoint(rng, point, d));
    },
  };
}

/** Outcomes whose residuals vary together: eta and one draw of all residuals of a block, put back to the outcome's scale. */
export function residualOutcomes(rows: RowsAt, eta: WriteEta, residuals: ResidualsAt): RowWriter {
  const { normal } = rows.model.family.chosen;
  return {
    categories: null,
    write(row, out) {
      eta(row, out);
      const e = residuals.drawn(row);
      for (let d = 0; d < out.length; d++)
        out[d] = normal === null ? out[d] + e[d] : normal.back(out[d] + e[d]);
    },
  };
}

function drawOf({ model }: RowsAt): NonNullable<RowFunctions['draw']> {
  const { name, draw } = model.family.chosen.family;
  if (draw === undefined)
    throw new InputError(
      `predict: family ${name} does not say how its outcomes come about; add draw: (rng, { mu, trials, parameters }) => y to it, or take scale "mean"`,
    );
  return draw;
}

function randomPoint(rng: Rng, point: RowPoint, d: number): ReturnType<RowPoint['at']> {
  const node = Float64Array.from({ length: point.dimension }, () => rng.normal());
  return point.at(d, node, 0);
}
