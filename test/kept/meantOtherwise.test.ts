import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { glmmImputed } from '../../models/imputed.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { sampleImputed } from '../../src/run/sampleImputed.ts';

// each of these was fitted without a word, and meant something else than its answer said

const rng = stream('meant otherwise');
const rows = Array.from({ length: 40 }, (_, i) => i);
const x = rows.map(() => rng.normal());
const y = rows.map((i) => 2 + x[i] + 0.5 * rng.normal());
const g = rows.map((i) => `g${i % 4}`);
const f = rows.map((i) => `f${i % 2}`);
const time = rows.map((i) => Math.floor(i / 4));
const columns = { y, x, g, f, time };
const table = tableFromColumns(columns);

test.each([
  [
    'rows that still lack values',
    { x: x.with(3, Number.NaN) },
    'y ~ x + (1 | g)',
    /still lacks values in 1 rows; every set must be whole/,
  ],
  [
    'a basis of its own',
    { x: x.map((v) => 10 * v) },
    'y ~ poly(x, 2) + (1 | g)',
    /has another basis in set 2/,
  ],
] as const)('kept: imputed sets are not pooled with %s', async (_, other, formula, message) => {
  const models = glmmImputed(formula, [table, tableFromColumns({ ...columns, ...other })]);
  await expect(sampleImputed(models, { draws: 50 })).rejects.toThrow(message);
});

test('kept: imputed sets are not pooled where another linear predictor has a basis of its own', async () => {
  const tables = [table, tableFromColumns({ ...columns, x: x.map((v) => 10 * v) })];
  const models = glmmImputed('y ~ 1', tables, { sigma: '~ scale(x)' });
  await expect(sampleImputed(models, { draws: 50 })).rejects.toThrow(/has another basis in set 2/);
});

test('kept: imputed sets of other lengths are refused, and outcomes that differ are counted', async () => {
  const short = tableFromColumns(
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(0, 36)])),
  );
  await expect(sampleImputed(glmmImputed('y ~ x + (1 | g)', [table, short]))).rejects.toThrow(
    'has 36 rows and the first 40',
  );
  const moved = tableFromColumns({ ...columns, y: y.with(0, 9).with(1, 8) });
  const fit = await sampleImputed(glmmImputed('y ~ x + (1 | g)', [table, moved]), {
    draws: 50,
    chains: 1,
    workers: 0,
  });
  expect(fit.model.notes.at(-1)?.text).toContain('2 of 40 outcomes imputed');
});

test('kept: an interval has one scale, and how many outcomes are censored is said', () => {
  const kind = rows.map((i) => ['none', 'right', 'interval', 'none'][i % 4]);
  const censored = tableFromColumns({
    ...columns,
    y: y.map(Math.abs),
    kind,
    upper: y.map((v) => Math.abs(v) + 1),
  });
  expect(() => glmm('log(y) | cens(kind, upper) ~ x', censored)).toThrow(
    'the ends of an interval must be on one scale',
  );
  expect(glmm('y | cens(kind, upper) ~ x', censored).notes).toContainEqual({
    kind: 'censored',
    text: 'by "kind" the outcomes are 20 seen, 10 censored on the right, 10 in intervals',
  });
});

test.each([
  ['residual', 1e6, /divide "far" by about 1000000/],
  ['residual', 1e-4, /divide "far" by about 0.0001/],
  ['term', 1e6, /divide "far" by about 1000000/],
  ['term', 1e-4, /divide "far" by about 0.0001/],
] as const)(
  'kept: a correlation at distance one says nothing where times are far from it: %s, %d',
  (where, scale, message) => {
    const far = tableFromColumns({ ...columns, far: time.map((t) => scale * t) });
    const declare = () =>
      where === 'term' ? glmm('y ~ x + ou(far | g)', far) : glmm('y ~ x', far, { residual: 'car1(far | g)' });
    expect(declare).toThrow(message);
  },
);

test.each([
  ['y ~ s(x, k = 5, by = f)', /s\(x,k=5,by=f\) needs f beside it, as in f \+ s\(x,k=5,by=f\)/],
  ['y ~ 0 + s(x, k = 5)', /s\(x,k=5\) needs the intercept/],
])('kept: a smooth stands beside its levels: %s', (formula, message) => {
  expect(() => glmm(formula, table)).toThrow(message);
});
