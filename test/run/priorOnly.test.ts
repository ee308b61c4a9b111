import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { columnAt } from '../../models/posterior/draws.ts';
import { flat } from '../../models/priors/constructors.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { summaryText } from '../../src/report/anyFit.ts';
import { sample } from '../../src/run/sample.ts';

const rng = stream('priorOnly');
const rows = Array.from({ length: 40 }, (_, i) => i);
const columns = {
  y: rows.map(() => 5 + rng.normal()),
  x: rows.map((i) => 2000 + i),
  g: rows.map((i) => `g${i % 5}`),
};
const priors = { b: 'normal(0, 1)', sd: 'half_normal(2)', sigma: 'gamma(2, 1)' };
const declared = (y = columns.y) => glmm('y ~ x + (x | g)', tableFromColumns({ ...columns, y }), { priors });

test('draws are those that simulatePrior makes, with a verdict of their own, and the outcome does not move them', async () => {
  const model = declared();
  const { draws, ...fit } = await sample(model, { prior: 'only', draws: 1000, chains: 2, seed: 3 });
  const exact = Array.from({ length: 2000 }, (_, i) => simulatePrior(stream('exact', i), model).parameters);
  for (const name of draws.names) {
    const own = Float64Array.from(exact, (parameters) => parameters[name]).sort();
    const drawn = columnAt(draws, draws.names.indexOf(name)).flatMap((chain) => [...chain]);
    // shares below the other draws' quartiles, in Monte Carlo errors of both
    for (const share of [0.25, 0.5, 0.75]) {
      const at = own[Math.floor(share * own.length)];
      const below = drawn.filter((value) => value < at).length / drawn.length;
      expect(Math.abs(below - share) / Math.sqrt((share * (1 - share)) / 1000), name).toBeLessThan(4.5);
    }
  }
  const text = summaryText({ draws, ...fit });
  expect(text).toContain('these are draws of the prior alone');
  expect(text).toContain('Sampled by prior (independent draws, the rows left out)');
  expect(text).toContain('can be trusted');
  const [again, other] = await Promise.all(
    [3, 4].map((seed) => sample(model, { prior: 'only', draws: 1000, chains: 2, seed })),
  );
  expect(again.draws.values).toEqual(draws.values);
  expect(other.draws.values).not.toEqual(draws.values);
  // the same mean and sd, so the same default priors, of other outcomes
  const turned = declared(columns.y.toReversed());
  expect((await sample(turned, { prior: 'only', draws: 1000, chains: 2, seed: 3 })).draws.values).toEqual(
    draws.values,
  );
});

test('is refused for a prior without draws, and for a density without rows', async () => {
  const improper = glmm('y ~ x + (1 | g)', tableFromColumns(columns), { priors: { b: flat() } });
  await expect(sample(improper, { prior: 'only' })).rejects.toThrow(
    /^prior only: b has the prior flat\(\), which cannot be drawn from; give it a proper one/,
  );
  const density = { dimension: 1, logDensityAndGradient: () => 0 };
  await expect(sample(density, { prior: 'only' })).rejects.toThrow('prior "only" is for a model from glmm');
  await expect(sample(declared(), { prior: 'only', sampler: 'nuts' })).rejects.toThrow('leave sampler out');
  await expect(sample(improper, { prior: 'yes' as 'only' })).rejects.toThrow(
    'prior is "with data" or "only", got "yes"; priors themselves go to glmm',
  );
});
