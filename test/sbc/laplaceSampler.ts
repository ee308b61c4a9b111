import { InputError } from '../../src/engine/errors.ts';
import { sample } from '../../src/run/sample.ts';
import type { SbcSampler } from '../../src/testing/sbcOptions.ts';

/**
 * Importance resampling; a data set is left out where it is refused, by k-hat or for want of a Gaussian. That depends on the data and on the seed,
 * never on the truth, so the ranks of the others are uniform all the same.
 */
export const laplaceSampler: SbcSampler = async (model, { seed, draws }) => {
  try {
    return await sample(model, { seed, draws, sampler: 'laplace', chains: 1, workers: 0 });
  } catch (error) {
    if (error instanceof InputError && /k-hat|no Laplace/.test(error.message)) return null;
    throw error;
  }
};
