import { InputError } from '../../src/engine/errors.ts';
import type { RowDistribution } from '../families/family.ts';
import type { Model } from '../glmm.ts';

/** Mean and variance of a row's outcome. */
export interface Moments {
  mean(row: RowDistribution): number;
  variance(row: RowDistribution): number;
}

/** Those of a model's outcome. Throws InputError where outcomes are categories, or a family of one's own does not say. */
export function momentsOf({ family: { name, chosen } }: Model, where = 'predict'): Moments {
  const { mean, variance, chances } = chosen.family;
  if (chances !== undefined)
    throw new InputError(`${where}: outcomes of ${name} are categories, which have no variance of their own`);
  if (variance === undefined)
    throw new InputError(
      `${where}: family ${name} does not say the variance of an outcome; add it as variance: ({ mu, parameters }) => ...`,
    );
  return { mean: mean ?? (({ mu, trials }) => mu * trials), variance };
}
