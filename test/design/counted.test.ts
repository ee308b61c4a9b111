import { expect, test } from 'vitest';
import { loo } from '../../models/accuracy/loo.ts';
import { quantileResiduals } from '../../models/checks/quantileResiduals.ts';
import { slopes } from '../../models/effects/slopes.ts';
import { explain } from '../../models/equations/explain.ts';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { predict } from '../../models/predict/predict.ts';
import type { Column, Table } from '../../models/table.ts';
import { bayesR2 } from '../../models/variance/bayesR2.ts';
import { tableOfParquet, tableParquet } from '../../src/data/tableParquet.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { describeModel } from '../../src/report/describeModel.ts';
import { sample } from '../../src/run/sample.ts';

/** A table of few different rows, and the same with equal rows merged into counted ones. */
function twoTables(): { readonly all: Table; readonly merged: Table } {
  const rng = stream('merged', 'rows');
  const different = Array.from({ length: 60 }, () => ({
    y: Math.floor(3 * rng.uniform()) + 1,
    bin: rng.uniform() < 0.4 ? 1 : 0,
    n: 3 + Math.floor(2 * rng.uniform()),
    x: Math.round(8 * rng.uniform()) / 2 + 5,
    o: Math.round(4 * rng.uniform()) / 4,
    w: 1 + Math.floor(3 * rng.uniform()),
    f: ['a', 'b', 'c'][Math.floor(3 * rng.uniform())],
    g: `g${Math.floor(6 * rng.uniform())}`,
  }));
  const counts = Float64Array.from(different, () => 1 + Math.floor(9 * rng.uniform()));
  const expanded = different.flatMap((row, i) => Array.from({ length: counts[i] }, () => row));
  const table = (rows: typeof different): Table => ({
    source: 'rows',
    rows: rows.length,
    columns: new Map<string, Column>([
      ...(['y', 'bin', 'n', 'x', 'o', 'w'] as const).map((name): [string, Column] => [
        name,
        { kind: 'number', values: Float64Array.from(rows, (row) => row[name]) },
      ]),
      ...(['f', 'g'] as const).map((name): [string, Column] => {
        const levels = [...new Set(rows.map((row) => row[name]))].sort();
        const codes = Int32Array.from(rows, (row) => levels.indexOf(row[name]));
        return [name, { kind: 'factor', levels, codes }];
      }),
    ]),
  });
  return { all: table(expanded), merged: { ...table(different), counts } };
}

const { all, merged } = twoTables();

function densityAt(model: Model, theta: Float64Array): readonly number[] {
  const density = compileLogDensity(model.program);
  const gradient = new Float64Array(theta.length);
  return [density.logDensityAndGradient(theta, gradient), ...gradient];
}

test.each<[string, GlmmOptions]>([
  ['bin ~ x * f + (1 + x | g)', { family: 'bernoulli' }],
  ['bin ~ scale(x) + poly(o, 2) + f + offset(o) + (scale(x) || g)', { family: 'bernoulli', link: 'probit' }],
  ['y ~ ns(x, df = 3) + s(o, k = 4) + (1 | g)', { family: 'poisson' }],
  ['y ~ bs(x, df = 4) + center(o) + homcs(f | g)', { family: 'negbinomial', shape: '~ f' }],
  ['bin | trials(n) ~ x + (1 | f:g)', { family: 'binomial', weights: 'w' }],
  ['y ~ x + offset(o) + (1 | g)', { family: 'cumulative', factors: { f: 'sorted' } }],
  ['y | thres(gr = f) ~ x + (1 | g)', { family: 'cumulative' }],
  ['y ~ x + mo(n) + (1 | g)', { family: 'gamma', link: 'inverse' }],
  ['y ~ x + (1 | g)', { priors: { b: 'horseshoe(1)' } }],
  ['y ~ x + (1 | g)', { family: 'lognormal', sigma: '~ x + (1 | g)' }],
  ['y ~ 0 + f + homdiag(1 + x | g)', {}],
])('%s: merged rows have the model of all rows', (formula, options) => {
  const [one, other] = [glmm(formula, all, options), glmm(formula, merged, options)];
  const rng = stream('merged', formula);
  const dimension = dimensionOf(one.program);
  expect(dimensionOf(other.program)).toBe(dimension);
  const points = Array.from({ length: 3 }, () =>
    Float64Array.from({ length: dimension }, () => 0.4 * rng.normal()),
  );
  const [first, ...rest] = points.map((theta) => [densityAt(one, theta), densityAt(other, theta)] as const);
  for (const [wanted, got] of [first, ...rest])
    wanted.forEach((value, i) => {
      expect(Math.abs(got[i] - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
    });
});

test('what needs the rows one by one is refused', () => {
  expect(() => glmm('y | cens(bin) ~ x', merged)).toThrow(/cens\(\) needs the rows one by one/);
  expect(() => glmm('y | mi() ~ x', merged)).toThrow(/these rows were merged/);
  expect(() => glmm('y ~ x', merged, { residual: 'cs(1 | g)' })).toThrow(
    /residual cs\(1 \| g\) needs the rows/,
  );
});

test('of merged rows nobody takes one for a single one; means and levels are counted', async () => {
  const model = glmm('bin ~ x + f + (1 | g)', merged, { family: 'bernoulli' });
  const whole = glmm('bin ~ x + f + (1 | g)', all, { family: 'bernoulli' });
  const made = { chains: 1, warmup: 50, draws: 40, sampler: 'nuts', workers: 0, seed: 4 } as const;
  const [fit, ofAll] = [await sample(model, made), await sample(whole, made)];
  expect(() => loo(fit)).toThrow(
    /^this needs the rows that the model was fitted to one by one, and there are merged rows only/,
  );
  expect(() => predict(fit)).toThrow(/one by one/);
  expect(() => quantileResiduals(fit)).toThrow(/case weights/);
  expect(() => bayesR2(fit)).toThrow(/one by one/);
  const same = { ...ofAll, model };
  for (const over of ['rows', 'grid'] as const) {
    const [a, b] = [ofAll, same].map((one) =>
      slopes(one, {
        variable: 'x',
        over,
        ...(over === 'grid' ? { weights: 'proportional' } : {}),
      }),
    );
    expect(b.rows[0].mean).toBeCloseTo(a.rows[0].mean, 10);
    expect(b.over.length).toBeGreaterThan(0);
  }
  expect(describeModel(model).data).toMatchObject({ rows: all.rows, distinct: merged.rows, dropped: 0 });
  expect(explain(model)).toContain(`${all.rows} rows`);
  const back = (await tableOfParquet(tableParquet({ ...merged, incomplete: 3 }))).table;
  expect([back.counts, back.incomplete]).toEqual([merged.counts, 3]);
});
