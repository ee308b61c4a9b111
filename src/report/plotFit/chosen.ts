import { explainNoQuantity, findQuantity } from '../../../models/effects/namedQuantity.ts';
import { columnAt } from '../../../models/posterior/draws.ts';
import { endsOf } from '../../../models/priors/support.ts';
import { InputError } from '../../engine/errors.ts';
import { isFixed, isIndividual, naturalSupport } from '../../engine/program/quantity.ts';
import type { ChainDraws } from '../plot/chains.ts';
import type { Source } from './source.ts';
import { unitOf } from './units.ts';

/** Quantities that a picture shows, by their places among the draws, and what to say of those left out. */
export interface Chosen {
  readonly places: readonly number[];
  readonly note: string | undefined;
}

/**
 * Those that are named, or the population's, sds and the family's own, the first `most` of them.
 * Throws InputError for a name that is none.
 */
export function chooseQuantities(
  { draws }: Source,
  names: readonly string[] | undefined,
  most: number,
): Chosen {
  if (names !== undefined && names.length > 0)
    return { places: names.map((name) => placeOf(draws, name)), note: undefined };
  const all = draws.quantities.flatMap((quantity, q) =>
    isIndividual(quantity) || isFixed(quantity) ? [] : [q],
  );
  const places = (all.length === 0 ? draws.quantities.map((_, q) => q) : all).slice(0, most);
  if (places.length === 0) throw new InputError('plot: the fit has no quantities to draw');
  const left = all.length - places.length;
  return {
    places,
    note: left > 0 ? `The first ${places.length} of ${all.length}; parameters names others.` : undefined,
  };
}

function placeOf(named: Source['draws'], name: string): number {
  const at = findQuantity(named, name);
  if (at < 0) throw new InputError(`plot: ${explainNoQuantity(named, name)}`);
  return at;
}

/** The draws of a quantity, with its name, unit and support. */
export function chainDraws({ draws, model }: Source, q: number): ChainDraws {
  const quantity = draws.quantities[q];
  const unit = unitOf(quantity, model);
  const { lower, upper } = endsOf(naturalSupport(quantity));
  return {
    name: draws.names[q],
    ...(unit === undefined ? {} : { unit }),
    chains: columnAt(draws, q),
    support: [lower, upper],
  };
}
