import { expect, test } from 'vitest';
import { sbc } from '../../src/testing/sbc.ts';
import { cell } from './cells.ts';
import { gibbsBySolves } from './gibbsBySolves.ts';
import { sigmaCell } from './sigmaCells.ts';

test.each([
  ['bernoulli', 'many', 'auto'],
  ['poisson', 'many', 'auto'],
  ['binomial', 'crossed', 'auto'],
  ['bernoulli', 'pairs', 'quadrature'],
  ['bernoulli', 'nested', 'quadrature'],
  ['gaussian', 'slope', 'collapsed'],
  ['gaussian', 'cs', 'collapsed'],
  ['gaussian', 'by', 'collapsed'],
  ['gaussian', 'known', 'collapsed'],
  ['gaussian', 'members', 'auto'],
  ['gaussian', 'exp', 'auto'],
] as const)('the truth is one more draw of the posterior: %s, %s, %s', async (family, design, sampler) => {
  const settings = { simulations: 24, draws: 15, warmup: 150, level: 0.001, sampler } as const;
  const { verdict } = await sbc(cell(family, design), settings);
  expect(verdict.ok, verdict.text).toBe(true);
});

test.each(['crossed', 'crossedSlopes'] as const)(
  'and of one that gibbs draws by solves: %s',
  async (design) => {
    const settings = {
      simulations: 24,
      draws: 15,
      warmup: 150,
      level: 0.001,
      sampler: gibbsBySolves,
    } as const;
    const { verdict } = await sbc(cell('gaussian', design), settings);
    expect(verdict.ok, verdict.text).toBe(true);
  },
);

test.each([
  ['~ x', '(1 | g)'],
  ['~ x + (1 |p| g)', '(1 |p| g)'],
])('and of one with a formula for sigma: %s, %s', async (sigma, random) => {
  const { verdict } = await sbc(sigmaCell(sigma, random), {
    simulations: 24,
    draws: 15,
    warmup: 150,
    level: 0.001,
  });
  expect(verdict.ok, verdict.text).toBe(true);
});
