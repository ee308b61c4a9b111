import { describe, expect, test } from 'vitest';
import { drawsOf } from '../../models/posterior/draws.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { quantityName } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import { sbc } from '../../src/testing/sbc.ts';
import type { SbcSampler } from '../../src/testing/sbcOptions.ts';
import { type CellDesign, type CellFamily, cell } from './cells.ts';
import { laplaceSampler } from './laplaceSampler.ts';

/** Samplers with mistakes in them are in `test/mutants`; the cells that take longest in `calibration.wide.ts`; the full table has 200 data sets a cell: `npm run test:slow`. */
const coarse = { simulations: 24, draws: 15, warmup: 150, level: 0.001 } as const;

const shortCells: readonly (readonly [CellFamily, CellDesign, 'collapsed' | 'auto' | 'whitened' | 'nuts'])[] =
  [
    ['gaussian', 'few', 'collapsed'],
    ['gaussian', 'few', 'nuts'],
    ['bernoulli', 'few', 'nuts'],
    ['bernoulli', 'few', 'whitened'],
  ];

describe('the truth is one more draw of the posterior', () => {
  for (const [family, design, sampler] of shortCells)
    test(`${family}, ${design}, ${sampler}`, async () => {
      const { verdict } = await sbc(cell(family, design), { ...coarse, sampler });
      expect(verdict.ok, verdict.text).toBe(true);
    });

  for (const [family, design] of [
    ['gaussian', 'few'],
    ['poisson', 'few'],
  ] as const)
    test(`${family}, ${design}, laplace, where k-hat is good`, async () => {
      const { verdict, runs } = await sbc(cell(family, design), { ...coarse, sampler: laplaceSampler });
      expect(runs.length).toBeGreaterThan(10);
      expect(verdict.ok, verdict.text).toBe(true);
    });

  test('again and again: the ranks are a function of the seed', async () => {
    const small = { simulations: 3, draws: 15, warmup: 100 } as const;
    const ranks = async (seed: number) => (await sbc(cell('gaussian', 'few'), { ...small, seed })).ranks;
    expect(await ranks(4)).toEqual(await ranks(4));
    expect(await ranks(5)).not.toEqual(await ranks(4));
  });
});

/** Exact draws of the prior: each parameter's rank is uniform, the log likelihood's is not. */
const fromThePrior: SbcSampler = async (model, { seed, draws }) => {
  const quantities = quantitiesOf(model.program);
  const names = quantities.map(quantityName);
  const values = new Float64Array(names.length * draws);
  for (let i = 0; i < draws; i++) {
    const { parameters } = simulatePrior(stream(seed, i), model);
    names.forEach((name, q) => {
      values[q * draws + i] = parameters[name];
    });
  }
  const sampler = { strategy: 'nuts', reason: 'exact draws of the prior', chains: [] } as const;
  return { draws: drawsOf(quantities, draws, [values]), sampler };
};

test('draws that know nothing of the data are caught', async () => {
  const settings = { draws: 15, warmup: 100, level: 0.001, simulations: 60 } as const;
  const { verdict } = await sbc(cell('bernoulli', 'tiny'), { ...settings, sampler: fromThePrior });
  expect(verdict.ok, verdict.text).toBe(false);
});
