import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { glmmImputed } from '../../models/imputed.ts';
import { column } from '../../models/posterior/draws.ts';
import { judgedSummaries } from '../../models/posterior/judged.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { verdictOf } from '../../src/report/fitVerdict.ts';
import { sample } from '../../src/run/sample.ts';
import { sampleImputed } from '../../src/run/sampleImputed.ts';

/** Forty rows; every fourth x is imputed anew in each set, off by a shift of its own. */
function setOf(s: number, shift: number) {
  const [shared, own] = [stream('imputed'), stream('imputed', s)];
  const x = Array.from({ length: 40 }, () => shared.normal());
  const y = x.map((v) => 1 + v + 0.3 * shared.normal());
  const g = x.map((_, i) => `g${i % 5}`);
  return tableFromColumns({ y, x: x.map((v, i) => (i % 4 === 0 ? shift + own.normal() : v)), g });
}

const tables = [0, 1, 2].map((s) => setOf(s, s));
const formula = 'y ~ x + (1 | g)';
const settings = { chains: 2, draws: 1000, seed: 5 } as const;

test('pooled draws are those of the sets, judged set by set, and how far the sets are apart is said', async () => {
  const models = glmmImputed(formula, tables);
  const fit = await sampleImputed(models, settings);
  const each = await Promise.all(
    models.map((model, s) => sample(model, { ...settings, seed: `5/set/${s}` })),
  );
  expect(column(fit.draws, 'b_x')).toEqual(each.flatMap(({ draws }) => column(draws, 'b_x')));
  const at = fit.draws.names.indexOf('b_x');
  const [pooled, ...own] = [fit, ...each].map((one) => judgedSummaries(one).rows[at]);
  expect(pooled.rhat).toBe(Math.max(...own.map(({ rhat }) => rhat)));
  expect(pooled.essBulk).toBeCloseTo(
    own.reduce((sum, { essBulk }) => sum + essBulk, 0),
    6,
  );
  const mean = own.reduce((sum, one) => sum + one.mean, 0) / 3;
  expect(pooled.mean).toBeCloseTo(mean, 10);
  // variance within and between the sets, as a mixture has it
  const variance = own.reduce(
    (sum, one) => sum + (one.sd ** 2 * 1999 + 2000 * (one.mean - mean) ** 2) / 5999,
    0,
  );
  expect(pooled.sd ** 2).toBeCloseTo(variance, 8);
  expect(fit.model.notes.at(-1)?.text).toMatch(
    /pooled over 3 imputed data sets .* R-hat is at most [12]\.\d+ \(/,
  );
  const file = fitFile(fit);
  expect(verdictOf(file).ok, verdictOf(file).text).toBe(true);
  expect(file.sampler.chains).toBe(6);
});

test('what is not one model of several sets is refused', async () => {
  const [a, b] = tables.map((table) => glmm(formula, table));
  await expect(sampleImputed([a, b])).rejects.toThrow(
    /^sampleImputed: the prior of \S+ differs in set 2 .*by glmmImputed/,
  );
  await expect(sampleImputed([a])).rejects.toThrow(
    'expected two imputed data sets or more, got 1; use sample',
  );
  await expect(sampleImputed(a as never)).rejects.toThrow(
    'expected an array of models from glmm, got a model',
  );
  const other = glmm('y ~ x', tables[1]);
  await expect(sampleImputed([a, other])).rejects.toThrow(
    'has another formula, family or link than the first',
  );
  const g = Array.from({ length: 40 }, (_, i) => `g${i % 6}`);
  const y = g.map((_, i) => (i * 7) % 11);
  const wider = tableFromColumns({ y, x: y.map((v, i) => v + (i % 3)), g });
  expect(() => glmmImputed(formula, [tables[0]])).toThrow('expected an array of two tables or more');
  await expect(sampleImputed(glmmImputed(formula, [tables[0], wider]))).rejects.toThrow(
    '"r_g[g5,Intercept]" is a parameter of',
  );
});
