import type { Quantity } from '../../src/engine/program/quantity.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import type { MissingOutcomes } from '../design/missingOutcomes.ts';
import type { Model } from '../glmm.ts';
import { type Draws, drawsOf } from '../posterior/draws.ts';
import { rowDrawer } from './drawRows.ts';
import { familyPlaces, linearPredictors, priorLayout } from './priorLayout.ts';

/**
 * Draws of a model with those of the outcomes that rows lack after them, `Ymi[row]`: each from the family at the draw's own
 * parameters. Rows are independent given these, so a row without an outcome says nothing of them, and the draws are exact.
 * They follow from the draws and the seed, a stream a chain.
 */
export function withMissingOutcomes(model: Model, draws: Draws, seed: string): Draws {
  const { missing } = model.design;
  if (missing === null) return draws;
  const outcomesAt = missingDrawer(model, missing);
  const own = Array.from(missing.rowNumbers, (row): Quantity => ({ kind: 'missingOutcome', row }));
  const known = draws.names.length;
  const reported = new Float64Array(known);
  const values = draws.values.map((chain, c) => {
    const rng = stream(seed, 'missing outcomes', c);
    const out = new Float64Array(chain.length + own.length * draws.draws);
    out.set(chain);
    for (let d = 0; d < draws.draws; d++) {
      for (let q = 0; q < known; q++) reported[q] = chain[q * draws.draws + d];
      outcomesAt(rng, reported).forEach((y, i) => {
        out[(known + i) * draws.draws + d] = y;
      });
    }
    return out;
  });
  return drawsOf([...draws.quantities, ...own], draws.draws, values);
}

/** Draws the outcomes that rows lack, for the values of all that a model reports. */
function missingDrawer(
  model: Model,
  missing: MissingOutcomes,
): (rng: Rng, reported: Float64Array) => Float64Array {
  const design = { ...model.design, ...missing };
  const layout = priorLayout({ ...model, design });
  const places = familyPlaces(layout);
  const draw = rowDrawer(
    model.family.chosen,
    design.further.map(({ parameter }) => parameter),
  );
  return (rng, reported) => {
    const [eta, ...further] = linearPredictors(layout, design, reported);
    const parameters = Object.fromEntries(places.map(({ name, at }) => [name, reported[at]]));
    return draw(rng, eta, { trials: null, parameters, further });
  };
}
