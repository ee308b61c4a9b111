import { describe, expect, it } from 'vitest';
import { checkPosterior } from './checkPosterior.ts';

/** Every model by the sampler that `auto` picks for it, and the quickest two by NUTS; `posteriors.wide.ts` has the others. */
const picked = {
  sleepstudy: 'collapsed',
  Penicillin: 'collapsed',
  Dyestuff2: 'collapsed',
  cbpp: 'reference',
  toenail: 'reference',
  grouseticks: 'reference',
};

describe('posteriors agree with brms/rstan, group effects included: means within 4 combined MCSEs, sds within 5 % or 4 MCSEs', () => {
  it.each(Object.entries(picked))('%s by %s, as auto picks', async (name, strategy) => {
    expect(await checkPosterior(name, {})).toBe(strategy);
  });
  it.each(['Dyestuff2', 'cbpp'])('%s by nuts', async (name) => {
    expect(await checkPosterior(name, { sampler: 'nuts' })).toBe('nuts');
  });
});
