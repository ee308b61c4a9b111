import { expect, test } from 'vitest';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { sample } from '../../src/run/sample.ts';

/** A sd of groups that may be 0: draws by a Gaussian reference are worth few. Of rows they were drawn again by NUTS; of sums they were handed out, and not trusted. */
test('kept: sums of a database are drawn again by NUTS where a reference mixes badly, as rows are', async () => {
  const query = `SELECT i % 20 AS site, CAST((i * i * 31 + i * 101) % 10007 AS DOUBLE) / 5000 + 0.02 * (i % 20 % 7) AS y FROM range(400) AS r(i)`;
  const model = await modelFromSql('duckdb:', 'y ~ 1 + (1 | site)', {}, { query });
  const { sampler } = await sample(model, { chains: 2, warmup: 200, draws: 200, seed: 1, workers: 0 });
  expect(sampler.reason).toMatch(/^switched from a Gaussian reference to NUTS: /);
});
