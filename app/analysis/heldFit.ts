import { type Fit, InputError, type Model } from 'poolwise';
import { held } from './held.ts';

/** A fit of the session. Throws InputError where its draws are gone, as after the worker was lost. */
export function heldFit(id: string): Fit<Model> {
  const found = held.fits.get(id);
  if (found === undefined)
    throw new InputError('answers: the draws of this fit are not here any more; fit the model again');
  return found.fit;
}

const known = new WeakMap<object, Map<string, unknown>>();

/** What was made of a fit before under the key, or is made now; it is forgotten with the fit. */
export function remembered<Value>(fit: object, key: string, make: () => Value): Value {
  const own = known.get(fit) ?? new Map<string, unknown>();
  known.set(fit, own);
  if (!own.has(key)) own.set(key, make());
  return own.get(key) as Value;
}
