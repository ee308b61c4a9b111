import { compile, constant } from '../../src/engine/autodiff/index.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import type { ResidualProgram } from '../../src/engine/program/residual.ts';
import { residualForm } from '../../src/engine/residual/forms.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { drawCorrelationFactor } from '../covariance/drawCorrelation.ts';
import type { ResidualDesign } from '../design/design.ts';
import { drawPrior } from '../priors/draw.ts';
import type { ScalarPrior } from '../priors/prior.ts';
import { pairsOf } from '../residual/pairs.ts';

/** Where the parameters of a residual structure stand among what a model reports, and their priors. */
export interface ResidualPlaces {
  readonly design: ResidualDesign;
  readonly scalars: readonly { readonly at: number; readonly prior: ScalarPrior }[];
  /** Of every two time points, row by row; with the shape of their lkj prior. None where they are not free. */
  readonly pairs: readonly number[];
  readonly eta: number;
}

/** Places and priors of a residual structure's parameters. */
export function residualPlaces(
  design: ResidualDesign,
  placeOf: (quantity: Quantity) => number,
  priors: { scalar(quantity: Quantity): ScalarPrior; lkj(quantity: Quantity): number },
): ResidualPlaces {
  const { structure } = design.syntax;
  const pairs = structure.freeCorrelations ? pairsOf(design.points) : [];
  return {
    design,
    scalars: structure
      .parameters(design)
      .map(({ quantity }) => ({ at: placeOf(quantity), prior: priors.scalar(quantity) })),
    pairs: pairs.map(({ quantity }) => placeOf(quantity)),
    eta: pairs.length === 0 ? Number.NaN : priors.lkj(pairs[0].quantity),
  };
}

/** Draws the parameters from their priors. */
export function drawResidualParameters(rng: Rng, places: ResidualPlaces, valuesOut: Float64Array): void {
  for (const { at, prior } of places.scalars) valuesOut[at] = drawPrior(rng, prior);
  if (places.pairs.length === 0) return;
  const { points } = places.design;
  const k = points.length;
  const factor = drawCorrelationFactor(rng, k, places.eta);
  pairsOf(points).forEach(({ i, j }, p) => {
    let sum = 0;
    for (let m = 0; m <= j; m++) sum += factor[i * k + m] * factor[j * k + m];
    valuesOut[places.pairs[p]] = sum;
  });
}

/** Residuals with these values of all that a model reports, a row of its program each, over sigma where that is common. */
export function drawResiduals(
  rng: Rng,
  residual: ResidualProgram,
  places: ResidualPlaces,
  values: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(residual.place.length);
  residualForm(residual).draw(rng, engineParameters(places, values), out);
  return out;
}

/** What the engine's kind reads. */
function engineParameters(places: ResidualPlaces, values: ArrayLike<number>): Float64Array {
  const { design, scalars } = places;
  const expressions = design.syntax.structure.toEngine(
    scalars.map(({ at }) => constant(values[at])),
    design,
    correlationRows(places, values),
  );
  const out = new Float64Array(expressions.length);
  compile(expressions, [])([], out);
  return out;
}

function correlationRows({ design, pairs }: ResidualPlaces, values: ArrayLike<number>) {
  if (pairs.length === 0) return [];
  const k = design.points.length;
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i * (k + 1)] = 1;
  pairsOf(design.points).forEach(({ i, j }, p) => {
    matrix[i * k + j] = values[pairs[p]];
  });
  const factor = cholesky(matrix, k);
  return Array.from({ length: k }, (_, i) =>
    Array.from({ length: i + 1 }, (_, j) => constant(factor === null ? Number.NaN : factor[i * k + j])),
  );
}

/** The values that `entry` of a structure reads: those of its parameters, then the correlations of every two points. */
export function structureValues({ scalars, pairs }: ResidualPlaces, values: ArrayLike<number>): Float64Array {
  return Float64Array.from([...scalars.map(({ at }) => values[at]), ...pairs.map((at) => values[at])]);
}
