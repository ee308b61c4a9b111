import { fileURLToPath } from 'node:url';
import { fitFile, type SampleOptions, sample } from 'poolwise';
import { expect } from 'vitest';
import { disagreements, readReference, referenceModel } from './compare.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Samples a reference's model, holds the draws against it and returns the sampler that drew them. */
export async function checkPosterior(name: string, options: SampleOptions): Promise<string> {
  const reference = readReference(here(`${name}.json`));
  const fit = await sample(referenceModel(reference, here(`${name}.csv`)), { seed: 'reference', ...options });
  const { sampler, parameters } = fitFile(fit);
  const worst = Math.min(...parameters.map((p) => p.essBulk));
  console.log(
    `${name}, ${sampler.strategy}: ${sampler.wallSeconds.toFixed(1)} s, ${sampler.gradients} gradients, least ESS ${worst.toFixed(0)}, ${sampler.divergences} divergences`,
  );
  expect(disagreements(fit, reference)).toEqual([]);
  return sampler.strategy;
}
