import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';

test('lines that meet at the mean of x: at the zero of x intercepts vary with the slopes, the correlation is at its limit', () => {
  const rng = stream('lines', 3);
  const rows = Array.from({ length: 120 }, (_, i) => ({ g: i % 12, x: 5 + Math.floor(i / 12) }));
  const mean = rows.reduce((s, { x }) => s + x, 0) / rows.length;
  const slopes = Array.from({ length: 12 }, (_, j) => (j - 5.5) / 2);
  // residuals without differences between groups, so that nothing but the slopes varies
  const noise = Array.from({ length: 10 }, () => rng.normal());
  const y = rows.map(({ g, x }) => 3 + slopes[g] * (x - mean) + noise[x - 5]);
  const table = tableFromColumns({ y, x: rows.map(({ x }) => x), g: rows.map(({ g }) => `g${g}`) });
  const fit = laplace(glmm('y ~ x + (x | g)', table));
  const { names, estimates } = fit.population;
  const at = (name: string): number => estimates[names.indexOf(name)];
  expect(at('sd_g__Intercept') / at('sd_g__x')).toBeCloseTo(mean, 3);
  expect(at('cor_g__Intercept__x')).toBeCloseTo(-1, 4);
  expect(fit.singular).not.toEqual([]);
  expect(describeSingular(fit).join('\n')).not.toContain('does not vary');
});
