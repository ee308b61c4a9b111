import { expect, test } from 'vitest';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { sample } from '../../src/run/sample.ts';
import { sampleImputed } from '../../src/run/sampleImputed.ts';
import type { SampleOptions } from '../../src/run/settings.ts';

const rng = stream('missing outcomes');
const n = 60;
const x = Array.from({ length: n }, () => rng.normal());
const g = x.map((_, i) => `g${i % 5}`);
const whole = x.map((at, i) => 1 + 2 * at + (i % 5) + rng.normal());
const isMissing = (i: number): boolean => i === 6 || i === 41;
const y = whole.map((value, i) => (isMissing(i) ? null : value));
const alone = g.map((level, i) => (isMissing(i) ? 'new' : level));
const draws = (model: Model, options: SampleOptions = {}): Promise<Fit<Model>> =>
  sample(model, { chains: 2, draws: 300, workers: 0, seed: 'mi', ...options });
const of = (name: string, fit: Fit<Model>): number[] => column(fit.draws, name).flatMap((c) => [...c]);

/** Mean 0 and variance 1, each within 4.5 standard errors of independent standard normal draws. */
function expectStandard(z: readonly number[], draws = z.length): void {
  const mean = z.reduce((a, b) => a + b, 0) / z.length;
  const variance = z.reduce((a, b) => a + (b - mean) ** 2, 0) / z.length;
  expect(Math.abs(mean) * Math.sqrt(draws)).toBeLessThan(4.5);
  expect(Math.abs(variance - 1) * Math.sqrt(draws / 2)).toBeLessThan(4.5);
}

const declare = (formula: string, columns: object, options: GlmmOptions = {}): Model =>
  glmm(formula, tableFromColumns(columns as never), options);
const seen = await draws(declare('y | mi() ~ x + (1 | g)', { y, x, g }));

test('all else is as without the rows, to the last bit, and draws are of the rows of the table', async () => {
  const without = await draws(declare('y ~ x + (1 | g)', { y, x, g }));
  expect(seen.draws.names).toEqual([...without.draws.names, 'Ymi[7]', 'Ymi[42]']);
  for (const name of without.draws.names) expect(of(name, seen)).toEqual(of(name, without));
  expect(seen.model.design.rows).toBe(n - 2);
  expect(seen.model.notes.map(({ text }) => text)).toEqual(['2 outcomes are missing and drawn, as Ymi[row]']);
});

test('an outcome is normal around what its own draw expects', () => {
  for (const row of [7, 42]) {
    const [intercept, slope, sigma] = ['b_Intercept', 'b_x', 'sigma'].map((name) => of(name, seen));
    const effect = of(`r_g[${g[row - 1]},Intercept]`, seen);
    const drawn = of(`Ymi[${row}]`, seen);
    expectStandard(
      drawn.map((value, d) => (value - intercept[d] - slope[d] * x[row - 1] - effect[d]) / sigma[d]),
    );
  }
});

test('one stream a chain: threads change nothing', async () => {
  const threaded = await draws(seen.model, { workers: 2 });
  expect(of('Ymi[42]', threaded)).toEqual(of('Ymi[42]', seen));
  expect(column(seen.draws, 'Ymi[42]')[0]).not.toEqual(column(seen.draws, 'Ymi[42]')[1]);
});

test.each(['collapsed', 'reference'] as const)(
  'a group without outcomes has the effect that its prior says, by %s',
  async (sampler) => {
    const fit = await draws(declare('y | mi() ~ x + (1 | alone)', { y, x, alone }), { sampler });
    const effects = of('r_alone[new,Intercept]', fit);
    const sds = of('sd_alone__Intercept', fit);
    expectStandard(
      effects.map((b, d) => b / sds[d]),
      sds.length / 3,
    );
  },
);

test('a parameter with a formula of its own, and offsets, enter at the row', async () => {
  const far = x.map((_, i) => (isMissing(i) ? 100 : 0));
  const model = declare('y | mi() ~ x + offset(far)', { y, x, far }, { sigma: '~ x' });
  const fit = await draws(model, { draws: 200 });
  const [intercept, slope, own, bySigma] = ['b_Intercept', 'b_x', 'b_sigma_Intercept', 'b_sigma_x'].map(
    (name) => of(name, fit),
  );
  expectStandard(
    of('Ymi[7]', fit).map(
      (value, d) => (value - 100 - intercept[d] - slope[d] * x[6]) / Math.exp(own[d] + bySigma[d] * x[6]),
    ),
  );
});

test('categories, counts and what is 0 or 1 are drawn as such', async () => {
  const levels = ['low', 'mid', 'high'];
  const rank = whole.map((value) => (value < 1 ? 0 : value < 3 ? 1 : 2));
  const f = rank.map((k, i) => (isMissing(i) ? null : levels[k]));
  const factors = { f: levels };
  const ordered = await draws(declare('f | mi() ~ x', { f, x }, { family: 'cumulative', factors }));
  // eta of both rows is that of the draw: thresholds say how often each category comes
  const [first, second, slope] = ['b_Intercept[1]', 'b_Intercept[2]', 'b_x'].map((name) => of(name, ordered));
  const below = (t: number, d: number): number => 1 / (1 + Math.exp(slope[d] * x[6] - t));
  const drawn = of('Ymi[7]', ordered);
  const excess = [first, second].map((t, k) => {
    const p = t.map((at, d) => below(at, d));
    const hits = drawn.reduce((sum, value, d) => sum + (value <= k + 1 ? 1 : 0) - p[d], 0);
    return Math.abs(hits) / Math.sqrt(p.reduce((sum, q) => sum + q * (1 - q), 0));
  });
  expect(Math.max(...excess)).toBeLessThan(4.5);
  const count = rank.map((k, i) => (isMissing(i) ? null : k));
  const poisson = of('Ymi[7]', await draws(declare('count | mi() ~ 1', { count }, { family: 'poisson' })));
  expect(poisson.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  const rare = rank.map((_, i) => (isMissing(i) ? null : Number(i === 3)));
  const binary = await draws(declare('rare | mi() ~ 1', { rare }, { family: 'bernoulli' }), { draws: 700 });
  expect(new Set(of('Ymi[7]', binary))).toEqual(new Set([0, 1]));
  // what is nearly always 0 has no rank to judge; the verdict is of the parameters
  expect(fitFile(binary).warnings).toEqual([]);
});

test('the prior alone has outcomes that its own draws expect', async () => {
  const fit = await draws(seen.model, { prior: 'only' });
  const [intercept, slope, sigma] = ['b_Intercept', 'b_x', 'sigma'].map((name) => of(name, fit));
  const effect = of('r_g[g1,Intercept]', fit);
  expectStandard(
    of('Ymi[7]', fit).map((value, d) => (value - intercept[d] - slope[d] * x[6] - effect[d]) / sigma[d]),
  );
});

test('a summary shows the first few', () => {
  const file = fitFile(seen);
  expect(file.parameters.at(-1)?.quantity).toEqual({ kind: 'missingOutcome', row: 42 });
  expect(summaryText(file)).toMatch(/\nMissing outcomes\n.*\n +Ymi\[7\] /);
});

test('what cannot be drawn is refused', async () => {
  const columns = { y, x, g, w: x.map(() => 1) };
  const refusal = (formula: string, options: GlmmOptions = {}) => {
    return () => declare(formula, columns, options);
  };
  expect(refusal('y | mi() ~ x', { residual: 'cs(1 | g)' })).toThrow(/residual: a missing outcome whose/);
  expect(refusal('y | mi() ~ x', { weights: 'w' })).toThrow(/^mi\(\): a model with case weights/);
  expect(refusal('y | mi(w) ~ x')).toThrow(/mi\(\) takes nothing/);
  expect(refusal('w ~ mi(y)')).toThrow(/mi\(\) is for a missing outcome, .*--pool/);
  expect(refusal('y ~ mi(x); x | mi() ~ g')).toThrow(/a second column is not modelled .*--pool/);
  expect(() => declare('z | mi() ~ x', { x, z: x.map(() => Number.NaN) })).toThrow(/no row has a value/);
  const { draw: _, ...mute } = seen.model.family.chosen.family;
  expect(refusal('y | mi() ~ x', { family: { ...mute, name: 'mute' } })).toThrow(/family mute .* add draw/);
  expect(() => laplace(seen.model)).toThrow(/^laplace: missing outcomes, y \| mi\(\), are drawn/);
  await expect(sampleImputed([seen.model, seen.model])).rejects.toThrow(/lacks values in 2 rows/);
});

test('a monotonic effect enters at the row', async () => {
  const f = x.map((_, i) => i % 3);
  const fit = await draws(declare('y | mi() ~ mo(f)', { y, f }), { draws: 200 });
  const [intercept, b, first, sigma] = ['b_Intercept', 'bsp_mof', 'simo_mof1[1]', 'sigma'].map((name) =>
    of(name, fit),
  );
  const steps = [0, 1, 2].map((level) => (d: number) => [0, 2 * b[d] * first[d], 2 * b[d]][level]);
  for (const row of [7, 42])
    expectStandard(
      of(`Ymi[${row}]`, fit).map((value, d) => (value - intercept[d] - steps[f[row - 1]](d)) / sigma[d]),
    );
});

test('a coefficient that no outcome tells of has its prior, and that is said', async () => {
  const model = declare('y | mi() ~ alone', { y, alone }, { priors: { b_alonenew: 'normal(3, 1)' } });
  expect(model.notes.map(({ text }) => text)).toContain(
    'rows with an outcome cannot tell "alonenew": its prior counts',
  );
  expectStandard(
    of('b_alonenew', await draws(model)).map((b) => b - 3),
    300,
  );
});

test('predictors must be there, and error refuses the rows that lack one', () => {
  const holes = x.map((value, i) => (i === 6 ? null : value));
  const model = declare('y | mi() ~ holes', { y, holes });
  expect([model.design.dropped, [...(model.design.missing?.rowNumbers ?? [])]]).toEqual([[7], [42]]);
  expect(() => declare('y | mi() ~ holes', { y, holes }, { missing: 'error' })).toThrow(/missing at row 7 /);
  expect(declare('y | mi() ~ x', { y, x }, { missing: 'error' }).design.missing?.rows).toBe(2);
});
