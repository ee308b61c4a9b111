import { fileURLToPath } from 'node:url';
import { fitFile, type SampleOptions, sample } from 'poolwise';
import { describe, expect, it } from 'vitest';
import { disagreements, readReference, referenceModel } from './compare.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Settings beyond the defaults, each with its reason. */
const cases: readonly { name: string; options: SampleOptions }[] = [
  { name: 'sleepstudy', options: {} },
  { name: 'cbpp', options: {} },
  // An effect a row: little data each, so the posterior has a narrow neck and wants small steps.
  { name: 'grouseticks', options: { targetAccept: 0.95 } },
  { name: 'Penicillin', options: {} },
  { name: 'Dyestuff2', options: {} },
  { name: 'toenail', options: {} },
];

describe('posteriors agree with brms/rstan, group effects included', () => {
  for (const { name, options } of cases)
    it(`${name}: every mean within 4 combined MCSEs, every sd within 5 % or 4 MCSEs`, async () => {
      const reference = readReference(here(`${name}.json`));
      const fit = await sample(referenceModel(reference, here(`${name}.csv`)), {
        seed: 'reference',
        ...options,
      });
      const { sampler, parameters } = fitFile(fit);
      const worst = Math.min(...parameters.map((p) => p.essBulk));
      console.log(
        `${name}: ${sampler.wallSeconds.toFixed(1)} s, ${sampler.gradients} gradients, least ESS ${worst.toFixed(0)}, ${sampler.divergences} divergences`,
      );
      expect(disagreements(fit, reference)).toEqual([]);
    });
});
