import { expect, test } from 'vitest';
import { summarise } from '../../diagnostics/summarise.ts';
import * as poolwise from '../../src/index.ts';
import { rejection } from '../data/temporaryFolder.ts';

const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 2],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  g: [...'aabbccddeeff'],
};
const near = { ...columns, y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 4] };
const counts = poolwise.glmm('y ~ x + (1 | g)', columns, { family: 'poisson' });
const model = poolwise.glmm('y ~ x + (1 | g)', near, { family: 'poisson' });
const options = { draws: 200, chains: 2, seed: 'w', workers: 0 } as const;

test.each(['reference', 'nuts'] as const)(
  '%s: chains that start from a fit of a near model adapt little, and draw the same posterior',
  async (sampler) => {
    const fit = await poolwise.sample(counts, { ...options, sampler });
    const cold = await poolwise.sample(model, { ...options, sampler });
    const warm = await poolwise.sample(model, { ...options, warmStart: fit });
    expect(warm.sampler).toMatchObject({ strategy: sampler, warmStart: true });
    expect(warm.sampler.settings).toEqual({ ...cold.sampler.settings, warmup: 100 });
    for (const name of ['b_x', 'b_Intercept']) {
      const [a, b] = [cold, warm].map((one) => summarise(poolwise.column(one, name)));
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(5 * Math.hypot(a.mcseMean, b.mcseMean));
    }
    const again = await poolwise.extend(warm, { draws: 10 });
    const longer = await poolwise.sample(model, { ...options, draws: 210, warmStart: fit });
    expect(again.draws).toEqual(longer.draws);
    expect(await rejection(poolwise.extend(warm, { chains: 1 }))).toContain(
      'began with what another one had found',
    );
  },
);

test('fits that chains cannot start from are refused in words', async () => {
  const fit = await poolwise.sample(counts, { ...options, draws: 20, warmup: 40, sampler: 'nuts' });
  const start = (given: object, from: unknown = fit, to = model): Promise<string> =>
    rejection(poolwise.sample(to, { ...options, ...given, warmStart: from as poolwise.Fit }));
  const other = poolwise.glmm('y ~ 1 + (1 | g)', columns, { family: 'poisson' });
  expect(await start({}, fit, other)).toContain('"b_x" is one of it and not of the model');
  expect(await start({ sampler: 'reference' })).toContain(
    'is a fit by nuts, whose chains say nothing to reference',
  );
  expect(await start({ metric: 'dense' })).toContain('a diagonal metric, got "dense"');
  expect(await start({}, model)).toContain('warmStart is a fit of sample');
  const { place: _, ...older } = fit.sampler.chains[0];
  const stored = { ...fit, sampler: { ...fit.sampler, chains: [older] } };
  expect(await start({}, stored)).toContain('does not know where its chains stood');
  expect(await start({ prior: 'only' })).toContain('start from nothing');
  const prior = await poolwise.sample(counts, { ...options, draws: 20, prior: 'only' });
  expect(await start({}, prior)).toContain('is a fit by prior');
});
