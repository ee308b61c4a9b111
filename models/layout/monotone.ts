import { constant, type Expression, exp, mul } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { MonotoneDesign } from '../design/design.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { describePrior, isShrinkage, type Prior, type ScalarPrior, supportOf } from '../priors/prior.ts';
import type { ShrinkagePrior } from '../priors/shrinkage.ts';
import type { Constrained, Support } from '../priors/support.ts';
import { type CoordinateBuilder, dirichlet } from './dirichlet.ts';

/** What a monotonic effect is laid out with. */
export interface MonotoneBuilder extends CoordinateBuilder {
  /** The prior that was declared, else the default. */
  prior(quantity: Quantity, fallback: Prior): ScalarPrior | ShrinkagePrior;
  /** A new coordinate of about `unit`, in a support. */
  constrained(support: Support, unit: number): Constrained;
  report(quantity: Quantity, expression: Expression, support: Support): void;
}

/** b of a monotonic effect: of one step, on average. */
export const stepQuantity = (predictor: string, { name }: Pick<MonotoneDesign, 'name'>): Quantity => ({
  kind: 'monotone',
  predictor,
  coef: name,
});

/** The share of each step in the whole effect. */
export const shareQuantities = (
  predictor: string,
  { name, steps }: Pick<MonotoneDesign, 'name' | 'steps'>,
): Quantity[] =>
  Array.from({ length: steps }, (_, i) => ({ kind: 'share', predictor, coef: name, number: i + 1 }));

/**
 * The coefficients of the columns of `mo(x)`, D b zeta_i, reported as b and zeta ~ Dirichlet(1, ..., 1).
 * Source: Bürkner & Charpentier 2020, British Journal of Mathematical and Statistical Psychology 73.
 */
export function layOutMonotone(
  predictor: string,
  design: MonotoneDesign,
  { fallback, unit }: { readonly fallback: Prior; readonly unit: number },
  builder: MonotoneBuilder,
): Expression[] {
  const { steps } = design;
  const quantity = stepQuantity(predictor, design);
  const prior = ownPrior(quantity, builder.prior(quantity, fallback));
  const support = supportOf(prior) ?? { kind: 'real' };
  const { value, logJacobian } = builder.constrained(support, unit);
  builder.count(priorLogDensity(prior, value));
  builder.count(logJacobian);
  builder.report(quantity, value, support);
  const shares = steps === 1 ? [constant(1)] : dirichlet(1, steps, builder).map(exp);
  shareQuantities(predictor, design).forEach((one, i) => {
    builder.report(one, shares[i], { kind: 'interval', lower: 0, upper: 1 });
  });
  return shares.map((share) => mul(mul(steps, value), share));
}

function ownPrior(quantity: Quantity, prior: ScalarPrior | ShrinkagePrior): ScalarPrior {
  if (!isShrinkage(prior)) return prior;
  const name = quantityName(quantity);
  throw new InputError(
    `prior: ${describePrior(prior)} is for coefficients of columns, and ${name} needs a prior of its own; try ${name}=normal(0, 5)`,
  );
}
