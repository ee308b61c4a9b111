import { InputError } from '../../src/engine/errors.ts';
import type { ReportedQuantity } from '../../src/engine/program/program.ts';
import { type Quantity, quantityWords } from '../../src/engine/program/quantity.ts';
import { classPredictor } from '../priors/priorKeys.ts';

/** Throws InputError where two reported quantities, or what their priors are declared for, have one name. */
export function refuseDuplicates(reported: readonly ReportedQuantity[]): void {
  const seen = new Map<string, Quantity>();
  for (const { name, quantity } of reported) {
    const other = seen.get(name);
    if (other !== undefined) throw new InputError(duplicateWords(name, other, quantity));
    seen.set(name, quantity);
    if (quantity.kind === 'auxiliary') refuseAmbiguousPrior(quantity.parameter, reported);
  }
  refuseSharedPriors(reported);
}

/** What a prior is declared for may not belong to two linear predictors: a column "sigma", and the class "b_sigma". */
function refuseSharedPriors(reported: readonly ReportedQuantity[]): void {
  const seen = new Map<string, { readonly predictor: string; readonly quantity: Quantity }>();
  for (const { quantity, priorKeys } of reported) {
    if (!('predictor' in quantity)) continue;
    const predictor = classPredictor(quantity);
    for (const key of priorKeys) {
      const other = seen.get(key);
      if (other !== undefined && other.predictor !== predictor)
        throw new InputError(
          `formula: a prior for "${key}" would be for ${quantityWords(other.quantity)} and for ${quantityWords(quantity)}; rename a column`,
        );
      seen.set(key, { predictor, quantity });
    }
  }
}

/** A family's parameter may not be called as the priors of other parameters are declared. */
function refuseAmbiguousPrior(parameter: string, reported: readonly ReportedQuantity[]): void {
  const other = reported.find(({ name, priorKeys }) => name !== parameter && priorKeys.includes(parameter));
  if (other !== undefined)
    throw new InputError(
      `family: a prior for "${parameter}" would be for ${quantityWords(other.quantity)} too; rename the parameter`,
    );
}

function duplicateWords(name: string, one: Quantity, other: Quantity): string {
  const [a, b] = [quantityWords(one), quantityWords(other)];
  return a === b
    ? `formula: "${name}" would be estimated twice; two random terms share a coefficient of the same group`
    : `formula: ${a} and ${b} would both be called "${name}"; rename a column or parameter`;
}
