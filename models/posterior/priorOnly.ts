import { InputError } from '../../src/engine/errors.ts';

/** Throws InputError for draws of the prior alone, where the question is of data. */
export function refusePriorOnly(where: string, fit: unknown): void {
  if (strategyOf(fit) === 'prior')
    throw new InputError(
      `${where}: this fit is of the prior alone and has not seen the data; sample the model with its data`,
    );
}

function strategyOf(fit: unknown): unknown {
  if (typeof fit !== 'object' || fit === null || !('sampler' in fit)) return undefined;
  const { sampler } = fit;
  return typeof sampler === 'object' && sampler !== null && 'strategy' in sampler
    ? sampler.strategy
    : undefined;
}
