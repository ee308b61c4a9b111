import { describe, expect, test } from 'vitest';
import { loo } from '../../models/accuracy/loo.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { glmmImputed } from '../../models/imputed.ts';
import { bootstrap, bootstrapRatio } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { bootstrapByQueue, bootstrapRatioByQueue } from '../../src/queue/bootstrapByQueue.ts';
import { elsewhereBy } from '../../src/queue/elsewhere.ts';
import { sbcByQueue } from '../../src/queue/sbcByQueue.ts';
import { fitMany } from '../../src/run/fitMany.ts';
import { exactLoo } from '../../src/run/refits/exactLoo.ts';
import { kfold } from '../../src/run/refits/kfold.ts';
import { sample } from '../../src/run/sample.ts';
import { sampleImputed } from '../../src/run/sampleImputed.ts';
import type { SampleOptions } from '../../src/run/settings.ts';
import { posteriorSource } from '../../src/testing/posteriorSource.ts';
import { planSbc, type SbcReplicate } from '../../src/testing/sbcPlan.ts';
import { priorSource } from '../../src/testing/sbcSource.ts';
import { declared, g, hereAndNow, table, tiny, x, y } from './hereAndNow.ts';

describe('draws of a queue', () => {
  test.each([
    ['collapsed', 'y ~ x + (1 | g)', {}],
    ['quadrature', 'is ~ x + (1 | g)', { family: 'bernoulli' }],
    ['reference', 'count ~ x + (x | g)', { family: 'poisson' }],
    ['whitened', 'count ~ x + (1 | g)', { family: 'poisson' }],
    ['nuts', 'y ~ x + (1 | g)', { family: 'student_t' }],
    ['gibbs', 'y ~ x + (1 | g) + (1 | h)', {}],
    ['auto', 'y ~ x + (1 | g)', { sigma: '~ x', weights: 'w' }],
  ] as const)('are those of one machine: %s', async (sampler, formula, options) => {
    const model = declared(formula, options as GlmmOptions);
    const settings: SampleOptions = { ...tiny, sampler, warmup: 60 };
    const { workers: _, ...rest } = settings;
    const [here, there] = [
      await sample(model, settings),
      await sample(model, { ...rest, elsewhere: elsewhereBy(hereAndNow()) }),
    ];
    expect(there.draws.values.map((chain) => [...chain])).toEqual(
      here.draws.values.map((chain) => [...chain]),
    );
    expect(there.sampler.chains.map(({ place }) => place)).toEqual(
      here.sampler.chains.map(({ place }) => place),
    );
    const again = { ...rest, seed: 'r', warmStart: here, elsewhere: elsewhereBy(hereAndNow()) };
    if (sampler === 'collapsed')
      expect((await sample(model, again)).draws.values[0][7]).toBe(
        (await sample(model, { ...settings, seed: 'r', warmStart: here })).draws.values[0][7],
      );
  });

  test('refits leave out what they leave out here: groups, rows, and points that are doubtful', async () => {
    const fit = await sample(declared('is ~ x + (1 | g)', { family: 'bernoulli' }), tiny);
    for (const of of [{ groups: 'g' }, { stratify: 'x' }, { seed: 'other' }]) {
      const producer = hereAndNow();
      const options = { folds: 3, draws: 40, ...of };
      expect(await kfold(fit, { ...options, elsewhere: elsewhereBy(producer) })).toEqual(
        await kfold(fit, { ...options, workers: 0 }),
      );
      expect(producer.asked).toEqual(['fit', 'fit', 'fit']);
    }
    const { pointwise, ...rest } = loo(fit, { groups: 'g' });
    const doubtful = { ...rest, pointwise: { ...pointwise, paretoK: Float64Array.of(0.9, 0.1, 0.2, 2) } };
    const producer = hereAndNow();
    expect(await exactLoo(fit, doubtful, { draws: 40, elsewhere: elsewhereBy(producer) })).toEqual(
      await exactLoo(fit, doubtful, { draws: 40, workers: 0 }),
    );
    expect(producer.asked).toEqual(['fit', 'fit']);
  });

  test('a study of many fits, and sets that are pooled, are those of here', async () => {
    const models = ['y ~ x + (1 | g)', 'y ~ 1 + (1 | g)', 'count ~ x'].map((formula) => declared(formula));
    const producer = hereAndNow();
    const { workers: _, ...settings } = { ...tiny, warmup: 60 };
    const [here, there] = [
      await fitsOf(fitMany(models, { ...settings, workers: 0 })),
      await fitsOf(fitMany(models, { ...settings, elsewhere: elsewhereBy(producer) })),
    ];
    expect(there.map(valuesOf)).toEqual(here.map(valuesOf));
    expect(producer.asked).toEqual(['fit', 'fit', 'fit']);

    const sets = glmmImputed('y ~ x + (1 | g)', [
      table,
      tableFromColumns({ x, y: y.map((value) => value + 0.1), g }),
    ]);
    expect(
      valuesOf(await sampleImputed(sets, { ...settings, elsewhere: elsewhereBy(hereAndNow()) })),
    ).toEqual(valuesOf(await sampleImputed(sets, { ...settings, workers: 0 })));
  });

  test('data sets of a calibration are ranked as here, given the prior and given data', async () => {
    const model = declared('count ~ 1 + (1 | g)', {
      family: 'poisson',
      priors: { Intercept: 'normal(20, 15)', sd: 'half_normal(1)' },
    });
    const options = { draws: 7, warmup: 30, seed: '3', workers: 0 } as const;
    for (const source of [
      priorSource(model.declaration, '3'),
      await posteriorSource(declared('count ~ 1 + (1 | g)', { family: 'poisson' }).declaration, 2, options),
    ]) {
      const plan = planSbc(source, options);
      const of = 'truths' in source ? declared('count ~ 1 + (1 | g)', { family: 'poisson' }) : model;
      const whole = await collected(plan.rest([], 2));
      const producer = hereAndNow();
      expect(await collected(sbcByQueue(producer, { model: of, options, source }, [], 2))).toEqual(whole);
      expect(producer.asked).toHaveLength(whole.filter(({ kind }) => kind !== 'refused').length);
    }
  });

  test('replicates of bootstraps are those of here', async () => {
    const [small, large] = ['y ~ 1 + (1 | g)', 'y ~ x + (1 | g)'].map((formula) =>
      laplace(declared(formula)),
    );
    const options = { replicates: 23, seed: '1' };
    expect(await bootstrapByQueue(hereAndNow(), large, { ...options, level: 0.9 })).toEqual(
      bootstrap(large, { ...options, level: 0.9 }),
    );
    expect(await bootstrapRatioByQueue(hereAndNow(), { small, large }, options)).toEqual(
      bootstrapRatio(small, large, options),
    );
  });
});

const valuesOf = ({ draws }: Fit): number[][] => draws.values.map((chain) => [...chain]);

async function fitsOf(all: AsyncIterable<Fit>): Promise<Fit[]> {
  const list: Fit[] = [];
  for await (const one of all) list.push(one);
  return list;
}

async function collected(all: AsyncIterable<SbcReplicate>): Promise<SbcReplicate[]> {
  const list: SbcReplicate[] = [];
  for await (const one of all) list.push(one);
  return list;
}
