import { isIndividual, type Model, quantitiesOf, quantityName } from 'poolwise';

/** Quantities that can be watched, at most. */
const most = 60;

/** Names of the quantities whose draws are told: the population's. */
export function followedOf({ program }: Model): string[] {
  return quantitiesOf(program)
    .filter((quantity) => !isIndividual(quantity))
    .slice(0, most)
    .map(quantityName);
}
