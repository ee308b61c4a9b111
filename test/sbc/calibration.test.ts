import { describe, expect, test } from 'vitest';
import { drawsOf } from '../../models/posterior/draws.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { add, constant, type Expression, log, mul, square } from '../../src/engine/autodiff/index.ts';
import { type Program, quantitiesOf } from '../../src/engine/program/program.ts';
import { quantityName } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import type { SamplerName } from '../../src/run/plan.ts';
import { sample } from '../../src/run/sample.ts';
import { type SbcSampler, sbc } from '../../src/testing/sbc.ts';
import { type CellDesign, type CellFamily, cell } from './cells.ts';
import { laplaceSampler } from './laplaceSampler.ts';

/** The cells that take longest are in `calibration.wide.ts`; the full table has 200 data sets a cell: `npm run test:slow`. */
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

describe('a wrong sampler is caught:', () => {
  // three groups of two binary rows: the posterior is nearly the prior, so a wrong prior shows soonest
  const tiny = cell('bernoulli', 'tiny');
  const settings = { draws: 15, warmup: 100, level: 0.001 } as const;

  /** A sampler of another program than the one that made the data. */
  const samplerOf =
    (sampler: SamplerName, mistake: (program: Program) => Expression): SbcSampler =>
    ({ program }, how) => {
      const wrong = {
        ...program,
        logPrior: add(program.logPrior, mistake(program)),
        otherLogPrior: add(program.otherLogPrior, mistake(program)),
      };
      return sample(wrong, { ...how, sampler, chains: 1, workers: 0 });
    };

  /** log of a half-normal density 1.5 times too wide over the right one, whose sd is 1. */
  const tooWide = (value: Expression): Expression => mul(0.5 * (1 - 1 / 2.25), square(value));
  const groupSd = ({ reported }: Program): Expression => {
    const found = reported.find(({ name }) => name === 'sd_g__Intercept');
    if (found === undefined) throw new Error('the model has no sd_g__Intercept');
    return found.expression;
  };

  /** What is wrong, in how many data sets it shows, and the sampler. */
  const mistakes: readonly (readonly [string, number, SbcSampler])[] = [
    [
      'a prior of the intercept about 2 instead of 0',
      80,
      samplerOf('nuts', ({ linear }) => mul(2, linear[0])),
    ],
    ['a prior of the group sd 1.5 times too wide', 200, samplerOf('nuts', (p) => tooWide(groupSd(p)))],
    // left out instead, the posterior would have no end towards sds of 0, and the chain neither
    ['the Jacobian of the group sd counted twice', 100, samplerOf('nuts', (p) => log(groupSd(p)))],
    ['draws that know nothing of the data', 60, fromThePrior],
  ];
  for (const [what, simulations, sampler] of mistakes)
    test(what, async () => {
      const { verdict } = await sbc(tiny, { ...settings, simulations, sampler });
      expect(verdict.ok, verdict.text).toBe(false);
    });

  test('and the same data sets pass where nothing is wrong', async () => {
    const sampler = samplerOf('nuts', () => constant(0));
    const { verdict } = await sbc(tiny, { ...settings, simulations: 100, sampler });
    expect(verdict.ok, verdict.text).toBe(true);
  });
});
