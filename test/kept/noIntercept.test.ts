import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

// Cell means near 100 once had a default prior normal(0, 15), and a posterior of two modes: cells near 100 with a small
// sigma, or cells near 20 with a large one.
test('kept: without an intercept the default priors of the coefficients reach the outcome', () => {
  const g = Array.from({ length: 18 }, (_, i) => `g${i % 3}`);
  const y = g.map((_, i) => 100 + ((i * 7) % 11) - 5);
  const { priors } = glmm('y ~ 0 + g', tableFromColumns({ y, g }));
  const cells = priors.filter(({ parameter }) => parameter.startsWith('b_'));
  expect(cells).toHaveLength(3);
  for (const { prior } of cells) expect(prior.kind === 'normal' && prior.sd > 100).toBe(true);
});
