import { mainPredictor, type Quantity } from '../../src/engine/program/quantity.ts';
import type { CovarianceBuilder, CovariancePriors, CovarianceStructure } from './structure.ts';

/** The same structure of the effects on another linear predictor: all that it reports and asks priors for is of that one. */
export function ofPredictor(structure: CovarianceStructure, predictor: string): CovarianceStructure {
  if (predictor === mainPredictor) return structure;
  const of = <Q extends Quantity>(quantity: Q): Q =>
    'predictor' in quantity ? { ...quantity, predictor } : quantity;
  const asking = (priors: CovariancePriors): CovariancePriors => ({
    scalar: (quantity) => priors.scalar(of(quantity)),
    lkj: (quantity) => priors.lkj(of(quantity)),
    correlation: (quantity) => priors.correlation(of(quantity)),
  });
  const building = (builder: CovarianceBuilder): CovarianceBuilder => ({
    ...builder,
    prior: (quantity, fallback) => builder.prior(of(quantity), fallback),
    lkj: (quantity, fallback) => builder.lkj(of(quantity), fallback),
    correlation: (quantity, bounds, fallback) => builder.correlation(of(quantity), bounds, fallback),
  });
  return {
    ...structure,
    parameters: (term) =>
      structure.parameters(term).map((parameter) => ({ ...parameter, quantity: of(parameter.quantity) })),
    layOut: (term, builder) => structure.layOut(term, building(builder)),
    draw: (rng, term, priors) => structure.draw(rng, term, asking(priors)),
    logPrior: (term, priors) => structure.logPrior(term, asking(priors)),
  };
}
