import { InputError } from '../src/engine/errors.ts';
import { describeValue } from '../src/engine/options.ts';
import type { Model } from './glmm.ts';

/** Looks at what the public functions are handed, so that a wrong kind of thing is refused in words. */

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && key in value;

/** Whether it is what `glmm` returns. */
export const isModel = (value: unknown): value is Model => has(value, 'design') && has(value, 'program');

/** What a value is in poolwise's words, for the end of a message. */
export function describeArgument(value: unknown): string {
  if (isModel(value)) return 'a model';
  if (has(value, 'certificate')) return 'a Laplace fit';
  if (has(value, 'sampler')) return 'a fit of sample';
  if (has(value, 'columns')) return 'a table';
  return describeValue(value);
}

/** Throws InputError unless it is what `glmm` returns. */
export function checkModel(where: string, value: unknown): void {
  if (!isModel(value))
    throw new InputError(`${where}: expected a model, as glmm makes it, got ${describeArgument(value)}`);
}

/** Whether it is what `laplace` returns. */
export const isLaplaceFit = (value: unknown): boolean => has(value, 'certificate') && has(value, 'latent');

/** Throws InputError unless it is what `laplace` returns. */
export function checkLaplaceFit(where: string, value: unknown): void {
  if (isLaplaceFit(value)) return;
  throw new InputError(`${where}: expected a fit, as laplace makes it, got ${describeArgument(value)}`);
}
