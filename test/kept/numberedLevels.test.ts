import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { comparisons, contrasts } from '../../src/index.ts';
import { madeUp } from '../predict/models.ts';

// Levels of factor(dose) are in the order of letters, so a linear trend went from 1 over 10 to 2.

test('kept: trends over levels that are numbers need them in order', () => {
  const data = tableFromColumns({ y: [1, 2, 4, 3, 5, 6, 2, 1], dose: [1, 2, 10, 1, 2, 10, 1, 2] });
  const fitOf = (factors?: { dose: string[] }) => {
    const model = glmm('y ~ factor(dose)', data, factors === undefined ? {} : { factors });
    return { model, draws: madeUp(model) };
  };
  for (const kind of ['polynomial', 'consecutive'] as const)
    expect(() => contrasts(fitOf(), { of: 'dose', contrasts: kind })).toThrow(
      /order of levels, which is 1, 10, 2 here; .*--factor "NAME=1,2,10"/,
    );
  expect(() => comparisons(fitOf(), { variable: 'dose', levels: 'consecutive' })).toThrow(/order of levels/);
  expect(contrasts(fitOf(), { of: 'dose' }).rows.length).toBe(3);
  const declared = fitOf({ dose: ['1', '2', '10'] });
  const found = contrasts(declared, { of: 'dose', contrasts: 'consecutive' }).rows;
  expect(found.map(({ name }) => name)).toEqual(['2 - 1', '10 - 2']);
});
