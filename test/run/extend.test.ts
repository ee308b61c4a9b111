import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as poolwise from '../../src/index.ts';
import { loadFit, saveFit } from '../../src/node.ts';
import { choosePlan } from '../../src/run/plan.ts';
import { runChain } from '../../src/run/runChain.ts';
import { rejection, temporaryFolder } from '../data/temporaryFolder.ts';

const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, Number.NaN],
  z: [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6, 0.5, 0.3, 0.5, 0.8],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  g: [...'aabbccddeeff'],
};
const counts = poolwise.glmm('y ~ x + (1 | g)', columns, { family: 'poisson' });
const missing = poolwise.glmm('y | mi() ~ x + (1 | g)', columns);
const smooth = poolwise.glmm('z ~ x + (1 | g)', columns);
const short = { draws: 30, warmup: 60, seed: 'e', workers: 0 } as const;

test.each([
  ['reference', counts],
  ['nuts', counts],
  ['collapsed', missing],
] as const)(
  '%s: chains that are added are those of a run that had them from the start',
  async (sampler, model) => {
    const all = await poolwise.sample(model, { ...short, sampler, chains: 3 });
    const first = await poolwise.sample(model, { ...short, sampler, chains: 1 });
    const more = await poolwise.extend(first, { chains: 2 });
    expect(more.draws).toEqual(all.draws);
    expect(more.sampler.chains.map(({ chain, stats, stepSize }) => ({ chain, stats, stepSize }))).toEqual(
      all.sampler.chains.map(({ chain, stats, stepSize }) => ({ chain, stats, stepSize })),
    );
  },
);

const told = ({ draws, sampler: { chains, settings } }: poolwise.Fit): unknown => ({
  draws,
  settings,
  chains: chains.map(({ setupSeconds: _, warmupSeconds: __, sampleSeconds: ___, ...chain }) => chain),
});

test('draws and chains that are added are those of a longer run, in between stored', async () => {
  const options = { ...short, sampler: 'collapsed' } as const;
  const all = await poolwise.sample(missing, { ...options, draws: 50, chains: 3 });
  const first = await poolwise.sample(missing, { ...options, chains: 2 });
  const folder = join(await temporaryFolder(), 'fit');
  await saveFit(first, folder);
  const back = (await loadFit(folder)) as poolwise.LoadedPosterior;
  expect(back.sampler).toEqual(first.sampler);
  expect(told(await poolwise.extend(back, { draws: 20, chains: 1 }))).toEqual(told(all));
  const { place: _, ...cut } = first.sampler.chains[1]; // of a run that was stopped, with a chain that was ahead
  const stopped = {
    ...first.sampler,
    stopped: { draws: 50, chains: 2 },
    chains: [first.sampler.chains[0], cut],
  };
  expect((await poolwise.extend({ ...first, sampler: stopped }, { draws: 20 })).draws.values).toEqual(
    all.draws.values.slice(0, 2),
  );
  await rm(join(folder, 'chains.bin'));
  const older = (await loadFit(folder)) as poolwise.LoadedPosterior;
  expect(await rejection(poolwise.extend(older, { draws: 20 }))).toContain(
    'does not know where its chains stood',
  );
  await writeFile(join(folder, 'chains.bin'), 'poolwise packed 1\nhalf');
  expect(await rejection(loadFit(folder))).toContain('chains.bin in');
});

test('so are those of a run that auto made slower, and that was stored in between', async () => {
  const { sampler, ...fit } = await poolwise.sample(smooth, { ...short, sampler: 'collapsed', chains: 1 });
  const slower = { ...fit, sampler: { ...sampler, every: 3, plainWalk: true as const } };
  const folder = join(await temporaryFolder(), 'fit');
  await saveFit(slower, folder);
  const more = await poolwise.extend((await loadFit(folder)) as poolwise.LoadedPosterior, { chains: 1 });
  const { plan } = choosePlan(smooth.program, 'collapsed');
  if (plan.kind !== 'collapsed') throw new Error('it is not collapsed');
  expect(plan.gaussian).not.toBeNull();
  const target = { kind: 'program', program: smooth.program, plan: { ...plan, gaussian: null } } as const;
  const { seed, settings } = sampler;
  const steps = runChain({ chain: 1, seed, settings, every: 3, target });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  expect(more.draws.values[1]).toEqual(step.value.values);
  expect(more.draws.values[0]).toEqual(fit.draws.values[0]);
});

test('draws of the prior go on too', async () => {
  const options = { ...short, prior: 'only', sampler: 'auto' } as const;
  const { draws } = await poolwise.extend(await poolwise.sample(counts, { ...options, chains: 2 }), {
    chains: 1,
  });
  expect(draws).toEqual((await poolwise.sample(counts, { ...options, chains: 3 })).draws);
  const longer = await poolwise.extend(await poolwise.sample(counts, { ...options, chains: 1 }), {
    draws: 5,
  });
  expect(longer.draws).toEqual((await poolwise.sample(counts, { ...options, chains: 1, draws: 35 })).draws);
});

test('what has no model, or several, is refused in words', async () => {
  const e = poolwise.expression;
  const density = poolwise.expressionModel({ mu: { kind: 'real' } }, ({ mu }) => e.neg(e.square(mu)));
  const own = await poolwise.sample(density, { ...short, chains: 1 });
  expect(await rejection(poolwise.extend(own as never))).toContain('a log density that no formula made');
  expect(await rejection(poolwise.extend(counts as never))).toContain(
    'expected a fit of sample, with its model, got a model',
  );
  const pooled = { ...(await poolwise.sample(counts, { ...short, chains: 2 })), imputations: 2 };
  expect(await rejection(poolwise.extend(pooled))).toContain('run sampleImputed with more chains');
  const fit = await poolwise.sample(counts, { ...short, chains: 1 });
  expect(await rejection(poolwise.extend(fit, { chains: 0 }))).toContain('extend: chains');
  expect(await rejection(poolwise.extend(fit, { draws: 0 }))).toContain('extend: draws');
  const elsewhere = poolwise.glmm('y ~ x + (1 | g)', { ...columns, x: columns.z }, { family: 'poisson' });
  expect(await rejection(poolwise.extend({ ...fit, model: elsewhere }, { draws: 5 }))).toContain(
    'its fit is of another model, data or version of poolwise',
  );
  const weighed = { ...fit, sampler: { ...fit.sampler, strategy: 'laplace' as const } };
  expect(await rejection(poolwise.extend(weighed, { draws: 5 }))).toContain('do not follow one from another');
});
