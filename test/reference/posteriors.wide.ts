import type { SampleOptions } from 'poolwise';
import { describe, expect, it } from 'vitest';
import { checkPosterior } from './checkPosterior.ts';

const cases: readonly (readonly [string, SampleOptions])[] = [
  ['sleepstudy', {}],
  ['Penicillin', {}],
  ['toenail', {}],
  // An effect a row: little data each, so the posterior has a narrow neck, NUTS wants small steps, and has fewer draws here.
  ['grouseticks', { targetAccept: 0.95, warmup: 600, draws: 500 }],
];

describe('posteriors agree with brms/rstan, group effects included: means within 4 combined MCSEs, sds within 5 % or 4 MCSEs', () => {
  it.each(cases)('%s by nuts', async (name, options) => {
    expect(await checkPosterior(name, { ...options, sampler: 'nuts' })).toBe('nuts');
  });
});
