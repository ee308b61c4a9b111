// the compiled package: worker threads run from there; `npm test` builds it first
import {
  type Fit,
  type FitManyOptions,
  fitMany,
  glmm,
  InputError,
  type Model,
  type SampleOptions,
  sample,
  tableFromColumns,
} from 'poolwise';
import { expect, test } from 'vitest';

const rows = 40;
const x = Array.from({ length: rows }, (_, i) => ((i * 104729) % 101) / 10);
const g = x.map((_, i) => `g${(i * 31) % 5}`);

/** Data set number s of a structure: gaussian and bernoulli models take samplers and kernels of their own. */
function modelOf(s: number, family: 'bernoulli' | 'gaussian' = 'bernoulli'): Model {
  const y = x.map((_, i) => ((i * 7919 + 31 * s) % 13) % 2);
  return glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g }), { family });
}

const mixed = [modelOf(0), modelOf(1, 'gaussian'), modelOf(2), modelOf(3, 'gaussian'), modelOf(4)];
const settings = { chains: 2, warmup: 60, draws: 40, seed: 'many', summaries: true } as const;

async function collected(fits: AsyncIterable<Fit<Model>>): Promise<Fit<Model>[]> {
  const all: Fit<Model>[] = [];
  for await (const fit of fits) all.push(fit);
  return all;
}

test('fits are those of sample with their own seeds, in order, bit for bit, on any number of threads', async () => {
  const single: Fit<Model>[] = [];
  for (const [i, model] of mixed.entries())
    single.push(await sample(model, { ...settings, seed: `many/fit/${i}`, workers: 0 }));
  for (const workers of [0, 2]) {
    const fits = await collected(fitMany(mixed, { ...settings, workers }));
    expect(fits.map(({ model }) => mixed.indexOf(model))).toEqual([0, 1, 2, 3, 4]);
    expect(fits.map(({ draws }) => draws.values)).toEqual(single.map(({ draws }) => draws.values));
    expect(fits.map(({ summaries }) => summaries)).toEqual(single.map(({ summaries }) => summaries));
    expect(fits.map(({ sampler }) => sampler.seed)).toEqual(single.map(({ sampler }) => sampler.seed));
  }
});

test('models are taken a few at a time, and no more once the loop is left', async () => {
  let taken = 0;
  let closed = false;
  function* models() {
    try {
      for (; ; taken++) yield modelOf(taken);
    } finally {
      closed = true;
    }
  }
  let seen = 0;
  for await (const fit of fitMany(models(), { ...settings, workers: 2 })) {
    expect(fit.draws.chains).toBe(2);
    expect(taken).toBeLessThanOrEqual(seen + 4);
    if (++seen === 3) break;
  }
  expect(closed).toBe(true);
});

test.each([0, 2])(
  'progress names the fit, and aborting ends all with its reason: %i threads',
  async (workers) => {
    const controller = new AbortController();
    const heard = new Set<number>();
    const fits = fitMany(mixed, {
      ...settings,
      workers,
      signal: controller.signal,
      onProgress: ({ fit }) => {
        heard.add(fit);
        if (fit === 1) controller.abort(new Error('enough'));
      },
    });
    await expect(collected(fits)).rejects.toThrow('enough');
    expect(heard).toContain(1);
    expect(heard).not.toContain(4);
  },
);

test('draws of the prior, too', async () => {
  const [fit] = await collected(fitMany([modelOf(0)], { ...settings, prior: 'only' }));
  expect(fit.sampler).toMatchObject({ strategy: 'prior', seed: 'many/fit/0' });
});

test('mistakes are said at once, with the number of the model', async () => {
  const refusal = (models: unknown, options: FitManyOptions = settings): Promise<unknown> =>
    collected(fitMany(models as Model[], options)).catch((error: unknown) => error);
  expect(await refusal({})).toEqual(
    new InputError('fitMany: expected models from glmm, in an array or a generator, got an object'),
  );
  expect(await refusal([modelOf(0), 'y ~ x'])).toMatchObject({
    message: 'fitMany: model 1: expected one from glmm, got "y ~ x"',
  });
  expect(await refusal([modelOf(0)], { ...settings, chains: 0 })).toBeInstanceOf(InputError);
  expect(
    await refusal([modelOf(0, 'gaussian'), modelOf(1)], { ...settings, sampler: 'collapsed' }),
  ).toMatchObject({
    message: expect.stringMatching(/^fitMany: model 1: sample: /),
    details: { fit: 1 },
  });
});

test('fits made elsewhere come in order, are summarised here, and begin anew', async () => {
  const asked: string[] = [];
  const elsewhere = {
    atOnce: 3,
    crewFor: () => {
      throw new Error('whole fits only');
    },
    fit: async (model: Model, { seed, chains, warmup, draws }: SampleOptions) => {
      asked.push(String(seed));
      await new Promise((resolve) => setTimeout(resolve, 10 - asked.length)); // the first ends last
      return sample(model, { seed: seed ?? '', chains, warmup, draws, workers: 0 } as SampleOptions);
    },
  };
  const fits = await collected(fitMany(mixed.slice(0, 3), { ...settings, elsewhere }));
  expect(asked).toEqual(['many/fit/0', 'many/fit/1', 'many/fit/2']);
  const single = await sample(mixed[2], { ...settings, seed: 'many/fit/2', workers: 0 });
  expect(fits[2].draws.values).toEqual(single.draws.values);
  expect(fits[2].summaries).toEqual(single.summaries);
  await expect(collected(fitMany(mixed, { ...settings, elsewhere, warmStart: single }))).rejects.toThrow(
    'fitMany: fits elsewhere begin anew; leave warmStart or elsewhere out',
  );
});
