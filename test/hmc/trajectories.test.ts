import { expect, test } from 'vitest';
import { glmm, tableFromColumns, trajectories } from '../../src/index.ts';

const rows = Array.from({ length: 40 }, (_, i) => i);
const model = glmm(
  'y ~ x + (1 | g)',
  tableFromColumns({
    y: rows.map((i) => Math.sin(3 * i) + 0.2 * i + (i % 5)),
    x: rows.map((i) => i % 7),
    g: rows.map((i) => 'abcde'[i % 5]),
  }),
);
const found = trajectories(model);
const of = ['b_x', 'sd_g__Intercept'];
const drift = (energy: readonly number[]): number => Math.abs((energy.at(-1) ?? Number.NaN) - energy[0]);

test('a trajectory of a model: energy is kept to the second order of the step, and the two quantities move', () => {
  const coarse = found.walk({ of, stepSize: 0.1, steps: 10 });
  const fine = found.walk({ of, stepSize: 0.05, steps: 20 });
  expect(coarse.points).toHaveLength(11);
  expect(coarse.points[0]).toEqual(fine.points[0]);
  expect(drift(coarse.energy) / drift(fine.energy)).toBeGreaterThan(2);
  expect(drift(fine.energy)).toBeLessThan(0.01);
  // both end after the same time, so in nearly the same place, which is not where they began
  for (const q of [0, 1]) {
    const moved = Math.abs(fine.points[20][q] - fine.points[0][q]);
    expect(Math.abs(coarse.points[10][q] - fine.points[20][q])).toBeLessThan(0.05 * moved);
  }
  expect(fine.points.every(([, sd]) => sd > 0)).toBe(true);
});

test('steps that are too long run away; another seed begins elsewhere; what is not there is refused by name', () => {
  expect(drift(found.walk({ of, stepSize: 3, steps: 20 }).energy)).toBeGreaterThan(100);
  expect(found.walk({ of, stepSize: 0.1, steps: 1, seed: 'b' }).points[0]).not.toEqual(
    found.walk({ of, stepSize: 0.1, steps: 1 }).points[0],
  );
  expect(() => found.walk({ of: ['b_xx'], stepSize: 0.1, steps: 1 })).toThrow(/no quantity "b_xx".*b_x/);
  expect(found.names).toContain('r_g[a,Intercept]');
});
