import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { summarise } from '../../diagnostics/index.ts';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { column } from '../../models/posterior/draws.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { verdictOf } from '../../src/report/fitVerdict.ts';
import { sample } from '../../src/run/sample.ts';

/**
 * Small models with a trap each, simulated (B..) or with the structure of a public report (MixedModels.jl 98, lme4 579,
 * glmmTMB 948). By the reference alone 17 of the first 36 runs were not to be trusted, and none of crossed-counts'.
 */
const models: readonly (readonly [string, string, NonNullable<GlmmOptions['family']>, readonly string[]])[] =
  [
    ['B02-few4-bern', 'y ~ x + (1|g)', 'bernoulli', ['g']],
    ['B04-size1mix-bern', 'y ~ x + (1|g)', 'bernoulli', ['g']],
    ['B06-corr1-gauss', 'y ~ x + (x|g)', 'gaussian', ['g']],
    ['B08-zerovar-pois', 'y ~ x + (1|g)', 'poisson', ['g']],
    ['B11-counts1000-pois', 'y ~ x + (1|g)', 'poisson', ['g']],
    ['B12-rare-bern', 'y ~ x + (1|g)', 'bernoulli', ['g']],
    ['B16-slopes3-bern', 'y ~ x1 + x2 + x3 + (x1 + x2 + x3|g)', 'bernoulli', ['g']],
    ['B17-nest3-bern', 'y ~ x + (1|a/b/c)', 'bernoulli', ['a', 'b', 'c']],
    ['B18-nest3-gauss', 'y ~ x + (1|a/b/c)', 'gaussian', ['a', 'b', 'c']],
    ['B19-tiny-gauss', 'y ~ 1 + (1|g)', 'gaussian', ['g']],
    ['B22-groupsep-bern', 'y ~ x + (1|g)', 'bernoulli', ['g']],
    ['B25-crossed-slopes-pois', 'y ~ x + (x|s) + (1|it)', 'poisson', ['s', 'it']],
    ['crossed-counts', 'counts ~ 1 + (1 | cell) + (1 | gene)', 'poisson', []],
    ['tiny-binary-groups', 'y ~ 1 + x1 + x2 + (1 | group)', 'bernoulli', ['group']],
    ['giant-count', 'cfu ~ time + strain + (1 | plate) + (1 | obs)', 'poisson', ['obs']],
    ['giant-count', 'cfu ~ time + strain + (1 | plate)', 'poisson', []],
  ];

async function declare([file, formula, family, factors]: (typeof models)[number]): Promise<Model> {
  const table = await readCsv(fileURLToPath(new URL(`stress/${file}.csv`, import.meta.url)));
  return glmm(formula, table, { family, factors: Object.fromEntries(factors.map((f) => [f, 'sorted'])) });
}

describe('auto ends trusted, over seeds', () => {
  for (const declared of models)
    for (const seed of [1, 2, 3])
      test(`${declared[0]}: ${declared[1]}, seed ${seed}`, async () => {
        const fit = await sample(await declare(declared), { seed, summaries: true });
        const file = fitFile(fit);
        console.log(`${declared[0]} ${seed}: ${file.sampler.strategy}, ${file.sampler.gradients} gradients`);
        const { ok, text } = verdictOf(file);
        expect(ok, `${file.sampler.strategy} (${file.sampler.reason}): ${text}`).toBe(true);
      });
});

/**
 * By quadrature over the group effects (1200 nodes from -15000 to 15000) on a grid of 37 intercepts, 31 slopes and 70 sds
 * from 1.2 to 3000, numpy 2.4.6, 2026-11-27. Plain NUTS put the upper one at 58 to 66, with 0.2 to 1.5 % divergences.
 */
test('perfectly split groups: the sd has the quantiles of numerical integration, its heavy tail too', async () => {
  const model = await declare(['B22-groupsep-bern', 'y ~ x + (1|g)', 'bernoulli', ['g']]);
  const fit = await sample(model, { seed: 5, draws: 4000 });
  const sds = column(fit.draws, 'sd_g__Intercept');
  const { essBulk, essTail } = summarise(sds);
  const draws = sds.flatMap((chain) => [...chain]);
  for (const [p, quantile] of [
    [0.05, 7.994],
    [0.25, 12.409],
    [0.5, 17.818],
    [0.75, 27.128],
    [0.95, 56.386],
    [0.99, 105.019],
  ] as const) {
    const below = draws.filter((sd) => sd <= quantile).length / draws.length;
    const se = Math.sqrt((p * (1 - p)) / Math.min(essBulk, essTail));
    expect(Math.abs(below - p)).toBeLessThan(3.5 * se);
  }
});
