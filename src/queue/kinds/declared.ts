import { modelHash } from '../../../models/fingerprint.ts';
import type { Model } from '../../../models/glmm.ts';
import { InputError } from '../../engine/errors.ts';
import { withWeights } from '../../run/refits/withoutRows.ts';

/** The model with the case weights of a job, where it has some. */
export function weighted(model: Model, weights: Float64Array | null): Model {
  if (weights === null) return model;
  if (weights.length !== model.program.rows.count)
    throw new InputError(`queue: expected ${model.program.rows.count} case weights, got ${weights.length}`);
  return withWeights(model, weights);
}

/**
 * Throws InputError unless a model is the one that was meant: its declaration may not say all, another version or
 * machine may make something else of it, and draws of another model must never pass for those of this one.
 */
export function checkMeant(model: Model, fingerprint: string): void {
  if (modelHash(model) === fingerprint) return;
  throw new InputError(
    'queue: the model that comes of the declaration is not the one that was meant; it was changed after it was declared, or this machine makes another one of it: sample it where it was made',
  );
}
