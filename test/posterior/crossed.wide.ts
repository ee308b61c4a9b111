import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mean, sd } from '../../diagnostics/index.ts';
import { laplaceDraws } from '../../models/compare/laplaceDraws.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column } from '../../models/posterior/draws.ts';
import { readReference, referenceModel } from '../reference/compare.ts';

const file = (name: string): string => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));

test('crossed groups: draws of a Laplace fit have its estimates and standard errors', () => {
  const model = referenceModel(readReference(file('grouseticks.json')), file('grouseticks.csv'));
  const result = laplace(model, { method: 'map' });
  const draws = laplaceDraws(result, { draws: 5000 });
  const { names, estimates, standardErrors } = result.population;
  names.forEach((parameter, i) => {
    if (!parameter.startsWith('b_')) return;
    const chains = column(draws, parameter);
    expect(Math.abs(mean(chains) - estimates[i]) / standardErrors[i]).toBeLessThan(4 / 141);
    expect(Math.abs(sd(chains) / standardErrors[i] - 1)).toBeLessThan(4 / 200);
  });
});
