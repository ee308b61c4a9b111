import { InputError } from '../../src/engine/errors.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { columnAt, type Draws } from '../posterior/draws.ts';

/** Draws of one number, an array a chain. */
export type Chains = readonly Float64Array[];

/** The draws of what a model reports, by what it is. */
export interface DrawsOf {
  (quantity: Quantity): Chains;
  /** Draws in all chains together. */
  readonly count: number;
  readonly chains: number;
}

/** Finds draws by what they are of. Throws InputError for what the draws do not have. */
export function drawsOfQuantity(draws: Draws): DrawsOf {
  const places = new Map(draws.quantities.map((quantity, q) => [quantityName(quantity), q]));
  const find = (quantity: Quantity): Chains => {
    const name = quantityName(quantity);
    const at = places.get(name);
    if (at !== undefined) return columnAt(draws, at);
    throw new InputError(`predict: the draws have no ${name}, which the model is made of`);
  };
  return Object.assign(find, { count: draws.chains * draws.draws, chains: draws.chains });
}
