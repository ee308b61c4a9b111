import { expect, test } from 'vitest';
import { pooled } from '../../app/analysis/teaching/pooling.ts';
import { leapfrogPath } from '../../src/index.ts';

const groups = [
  { label: 'a', mean: 28, se: 15 },
  { label: 'b', mean: 8, se: 10 },
  { label: 'c', mean: -3, se: 16 },
];

test('pooling: nothing moves without a prior, all meet under none, and in between is the joint posterior', () => {
  expect(pooled(groups, Number.POSITIVE_INFINITY).groups.map(({ partial, sd }) => [partial, sd])).toEqual([
    [28, 15],
    [8, 10],
    [-3, 16],
  ]);
  const none = pooled(groups, 0);
  for (const { partial, sd } of none.groups) {
    expect(partial).toBeCloseTo(none.mu, 12);
    expect(sd).toBeCloseTo(none.muSe, 12);
  }
  const sd = 7;
  const [means, covariance] = byElimination(sd);
  for (const [j, group] of pooled(groups, sd).groups.entries()) {
    expect(group.partial).toBeCloseTo(means[j], 10);
    expect(group.sd).toBeCloseTo(Math.sqrt(covariance[j]), 10);
  }
});

/** Means and variances of the group means from the joint precision of (mu, groups), solved by elimination. */
function byElimination(sd: number): [number[], number[]] {
  const n = groups.length + 1;
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n + 1 }, (_, j): number => (j === n + i ? 1 : 0)),
  );
  for (const [j, { mean, se }] of groups.entries()) {
    const w = 1 / (sd * sd);
    rows[0][0] += w;
    rows[0][j + 1] -= w;
    rows[j + 1][0] -= w;
    rows[j + 1][j + 1] += w + 1 / (se * se);
    rows[j + 1][2 * n] = mean / (se * se);
  }
  for (let i = 0; i < n; i++) {
    const pivot = rows[i][i];
    rows[i] = rows[i].map((value) => value / pivot);
    for (let k = 0; k < n; k++)
      if (k !== i) {
        const f = rows[k][i];
        rows[k] = rows[k].map((value, j) => value - f * rows[i][j]);
      }
  }
  return [groups.map((_, j) => rows[j + 1][2 * n]), groups.map((_, j) => rows[j + 1][n + j + 1])];
}

test('leapfrogPath: small steps walk along the circle and keep the energy, and long ones end where numbers do', () => {
  const density = {
    dimension: 1,
    logDensityAndGradient({ 0: x }: ArrayLike<number>, gradOut: Float64Array) {
      gradOut[0] = -x;
      return -0.5 * x * x;
    },
  };
  const there = leapfrogPath(density, { start: [1], momentum: [0], stepSize: 0.01, steps: 100 });
  expect(there.points.at(-1)?.[0]).toBeCloseTo(Math.cos(1), 4);
  expect(there.energy.at(-1)).toBeCloseTo(0.5, 4);
  const far = leapfrogPath(density, { start: [1], momentum: [0], stepSize: 3, steps: 2000 });
  expect(far.points.length).toBeLessThan(2001);
});
