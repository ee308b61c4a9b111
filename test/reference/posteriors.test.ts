import { fileURLToPath } from 'node:url';
import { fitFile, type SampleOptions, sample } from 'poolwise';
import { describe, expect, it } from 'vitest';
import { disagreements, readReference, referenceModel } from './compare.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Every model by NUTS, and by the faster sampler that `auto` picks for it. */
const cases: readonly { name: string; fast: 'collapsed' | 'reference'; nuts?: SampleOptions }[] = [
  { name: 'sleepstudy', fast: 'collapsed' },
  { name: 'Penicillin', fast: 'collapsed' },
  { name: 'Dyestuff2', fast: 'collapsed' },
  { name: 'cbpp', fast: 'reference' },
  { name: 'toenail', fast: 'reference' },
  // An effect a row: little data each, so the posterior has a narrow neck, NUTS wants small steps, and has fewer draws here.
  { name: 'grouseticks', fast: 'reference', nuts: { targetAccept: 0.95, warmup: 600, draws: 500 } },
];

async function check(name: string, options: SampleOptions): Promise<string> {
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

describe('posteriors agree with brms/rstan, group effects included: means within 4 combined MCSEs, sds within 5 % or 4 MCSEs', () => {
  for (const { name, fast, nuts } of cases) {
    it(`${name} by nuts`, async () => {
      expect(await check(name, { sampler: 'nuts', ...nuts })).toBe('nuts');
    });
    it(`${name} by ${fast}, as auto picks`, async () => {
      expect(await check(name, {})).toBe(fast);
    });
  }
});
