import { expect, test } from 'vitest';
import { rangesOf } from '../../models/likelihood/ranges.ts';
import { stream } from '../../src/engine/rng.ts';
import { glmm, laplace, parameterEstimates, profile, tableFromColumns, uniform } from '../../src/index.ts';

const rng = stream('spatialEnds', 1);
const rows = Array.from({ length: 36 }, (_, i) => i);
const [lon, lat] = [rows.map((i) => (i % 4) / 2), rows.map((i) => (i % 3) / 2)];
const y = rows.map((i) => Math.sin(2 * lon[i]) + lat[i] + 0.3 * rng.normal());
const table = tableFromColumns({ y, lon, lat, field: rows.map(() => 'all') });

// the coordinate was 1 / range, which falls as the correlation grows: intervals had their ends exchanged
test.each(['exp', 'mat', 'mat52'])('kept: intervals of the correlation of %s are in order', (kind) => {
  const fit = laplace(glmm(`y ~ 1 + ${kind}(lon + lat | field)`, table));
  const name = `cor_field__${kind}(lon+lat)`;
  const { estimate, lower, upper } =
    parameterEstimates(fit).find((one) => one.name === name) ?? expect.fail(`no ${name}`);
  expect(lower).toBeGreaterThan(0);
  expect(lower).toBeLessThan(estimate);
  expect(upper).toBeGreaterThan(estimate);
  expect(upper).toBeLessThan(1);
  const [ends] = profile(fit, name);
  expect(ends.lower).toBeLessThan(estimate);
  expect(ends.upper).toBeGreaterThan(estimate);
});

test.each(['exp', 'mat', 'mat52'])('kept: the correlation of %s lies where its prior says', (kind) => {
  const rangeWith = (prior: { cor?: ReturnType<typeof uniform> }) =>
    rangesOf(glmm(`y ~ 1 + ${kind}(lon + lat | field)`, table, { priors: prior }).program).get(
      `cor_field__${kind}(lon+lat)`,
    );
  expect(rangeWith({})).toMatchObject({ lower: 0, upper: 1 });
  for (const [lower, upper] of [
    [0.2, 0.7],
    [0, 0.7],
    [0.2, 1],
  ]) {
    const range = rangeWith({ cor: uniform(lower, upper) });
    expect(range?.lower).toBeCloseTo(lower, 10);
    expect(range?.upper).toBeCloseTo(upper, 10);
  }
});
