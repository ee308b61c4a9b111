import { expect, test } from 'vitest';
import { sbc } from '../../src/testing/sbc.ts';
import { cell } from './cells.ts';

test('the truth is one more draw of the posterior: bernoulli, many groups, auto', async () => {
  const settings = { simulations: 24, draws: 15, warmup: 150, level: 0.001, sampler: 'auto' } as const;
  const { verdict } = await sbc(cell('bernoulli', 'many'), settings);
  expect(verdict.ok, verdict.text).toBe(true);
});
