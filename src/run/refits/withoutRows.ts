import type { Model } from '../../../models/glmm.ts';
import { InputError } from '../../engine/errors.ts';
import { sharedFloat64 } from '../../engine/sharedArrays.ts';

/**
 * The model with some of its rows left out, everything else as it was: columns, scaling, levels and priors are still those of all
 * rows, so the draws are of the same quantities and a level without rows left has the effects of a new one. A row is left out by the case
 * weight 0. Throws InputError where rows cannot be left out one by one: residuals that vary together, and missing outcomes that are drawn.
 */
export function withoutRows(model: Model, isLeftOut: (designRow: number) => boolean): Model {
  refuseDependent(model);
  const { program, order } = model;
  const weights = sharedFloat64(program.rows.count);
  weights.set(program.rows.weights ?? new Float64Array(weights.length).fill(1));
  order.forEach((designRow, row) => {
    if (isLeftOut(designRow)) weights[row] = 0;
  });
  return withWeights(model, weights);
}

/** The model with these case weights, one a program row, instead of its own. */
export function withWeights(model: Model, weights: Float64Array): Model {
  const { program } = model;
  const { memory: _, ...rows } = program.rows;
  return { ...model, program: { ...program, rows: { ...rows, weights } } };
}

function refuseDependent({ design }: Model): void {
  if (design.residual !== null)
    throw new InputError(
      `refits: rows vary together under residual "${design.residual.syntax.text}", so none can be left out by itself`,
    );
  if (design.missing !== null)
    throw new InputError(
      'refits: missing outcomes are drawn with the parameters; leave their rows out of the fit',
    );
}
