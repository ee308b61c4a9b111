import { expect, test } from 'vitest';
import { glmm, trajectories } from '../../src/index.ts';
import { readCsv } from '../../src/node.ts';
import { reference } from '../cli/poolwise.ts';

// Trajectories began at a draw of a Laplace fit, and where all of the first transitions failed from there they stayed: far out, so that the
// first one that the page showed ran away, with steps that the posterior bears well.

test('trajectories of many levels begin where the posterior is: steps of 0.1 keep the energy', async () => {
  const table = await readCsv(reference('grouseticks.csv'));
  const model = glmm('TICKS ~ cHEIGHT + YEAR + (1 | BROOD)', table, { family: 'negbinomial' });
  const { names, walk } = trajectories(model);
  for (const start of [1, 2, 3]) {
    const { energy } = walk({ of: names.slice(0, 2), stepSize: 0.1, steps: 20, seed: `teaching ${start}` });
    expect(energy).toHaveLength(21);
    expect(Math.abs(energy[20] - energy[0])).toBeLessThan(1);
  }
});
