import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { column } from '../../models/posterior/draws.ts';
import { coef, ranef } from '../../models/posterior/groupCoefficients.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { compareFits } from '../../src/report/compareFits.ts';
import { sample } from '../../src/run/sample.ts';

const rng = stream('coef');
const n = 60;
const x = Array.from({ length: n }, () => rng.normal());
const z = Array.from({ length: n }, () => rng.normal());
const g = x.map((_, i) => `g${i % 5}`);
const y = x.map((at, i) => 1 + 2 * at + (i % 5) + rng.normal());
const model = glmm('y ~ x + (1 + x + z | g)', tableFromColumns({ y, x, z, g }));
const fit = await sample(model, { chains: 2, draws: 100, workers: 0, seed: 'coef' });

test('coef is the population coefficient and the group effect together, draw by draw', () => {
  const rows = coef(fit);
  const row = rows.find(({ level, coef: name }) => level === 'g3' && name === 'x');
  const sums = column(fit.draws, 'b_x').map((chain, c) =>
    chain.map((b, i) => b + column(fit.draws, 'r_g[g3,x]')[c][i]),
  );
  const all = sums.flatMap((chain) => [...chain]);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  expect(row?.mean).toBeCloseTo(mean, 12);
  const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / (all.length - 1);
  expect(row?.sd).toBeCloseTo(Math.sqrt(variance), 12);
  expect(row && row.lower < row.mean && row.mean < row.upper).toBe(true);
});

test('coef without a population part is the group effect; intercepts go with b_Intercept', () => {
  const at = (rows: ReturnType<typeof coef>, name: string) =>
    rows.find(({ level, coef: own }) => level === 'g0' && own === name)?.mean ?? Number.NaN;
  expect(at(coef(fit), 'z')).toBe(at(ranef(fit), 'z'));
  const chains = column(fit.draws, 'b_Intercept').flatMap((chain) => [...chain]);
  const b = chains.reduce((s, v) => s + v, 0) / chains.length;
  expect(at(coef(fit), 'Intercept') - at(ranef(fit), 'Intercept')).toBeCloseTo(b, 10);
});

test('ranef has a row a level and coefficient, also from draws alone', () => {
  expect(ranef(fit.draws)).toEqual(ranef(fit));
  expect(ranef(fit)).toHaveLength(15);
});

test('takes what a fit was read back as, and refuses what has no draws', () => {
  expect(ranef({ draws: fit.draws })).toEqual(ranef(fit));
  expect(() => ranef(fit.model as never)).toThrow(
    'ranef: expected a fit, as sample makes it, or its draws, got a model',
  );
  expect(column(fit, 'sigma')).toEqual(column(fit.draws, 'sigma'));
  expect(() => column(fit.model as never, 'sigma')).toThrow('column: expected a fit, as sample makes it');
  expect(() => compareFits({ fit } as never)).toThrow('compareFits: expected a list of fits');
  expect(() => coef(undefined as never)).toThrow(
    'coef: expected a fit, as sample makes it, or its draws, got',
  );
});
