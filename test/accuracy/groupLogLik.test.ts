import { describe, expect, test } from 'vitest';
import { pointDraws, pointwiseLogLik } from '../../models/accuracy/index.ts';
import type { Model } from '../../models/glmm.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { madeUp, modelOf } from '../predict/models.ts';
import { expectAsByBruteForce, rowsOf } from './bruteForce.ts';
import { correlation, dense, logNormal, sd, tame } from './tame.ts';

describe('groups with their effects integrated out', () => {
  test.each([
    { formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } },
    { formula: 'y ~ x + (1 | g)', options: { family: 'student_t', weights: 'e' } },
    { formula: 'y | se(se, sigma = TRUE) ~ x + (1 | g)' },
    { formula: 's | trials(n) ~ x + (1 | gr(g, by = by))', options: { family: 'beta_binomial' } },
  ] as const)('$formula: as by brute force', expectAsByBruteForce);

  test('of a gaussian model those of groups within it, and of none that it is crossed with', () => {
    const model = modelOf({ formula: 'y ~ x + (x | g) + (1 | g:h) + (1 | f)' });
    const draws = tame(model);
    const { values, labels } = pointwiseLogLik({ model, draws }, { unit: 'group', group: 'g' });
    const { x, y, gh, f } = readings(model);
    const at = (isWanted: (quantity: Quantity) => boolean): number =>
      draws.values[0][draws.quantities.findIndex(isWanted)];
    const sigma = at((q) => q.kind === 'auxiliary');
    const intercept = at((q) => q.kind === 'intercept');
    const slope = at((q) => q.kind === 'coefficient');
    const given = (level: string): number =>
      at((q) => q.kind === 'groupEffect' && q.group === 'f' && q.level === level);
    labels.forEach((level, j) => {
      const rows = rowsOf(model, 'g', level);
      const residuals = rows.map((i) => y[i] - intercept - slope * x[i] - given(f[i]));
      const covariance = dense(
        rows,
        (a, b) =>
          sd * sd * (1 + correlation * (x[a] + x[b]) + x[a] * x[b]) +
          (gh[a] === gh[b] ? sd * sd : 0) +
          (a === b ? sigma * sigma : 0),
      );
      expect(values[0][j]).toBeCloseTo(logNormal(residuals, covariance), 9);
    });
  });

  test('draws of each chain stand in their own array, point after point', () => {
    const model = modelOf({ formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } });
    const draws = madeUp(model, { chains: 2, draws: 3 });
    const found = pointDraws({ model, draws }, { unit: 'group', group: 'g' });
    const out = new Float64Array(found.points * 6);
    found.fill(0, found.points, out);
    const { values } = pointwiseLogLik({ model, draws }, { unit: 'group', group: 'g' });
    expect(values[1][4 * 3 + 2]).toBe(out[4 * 6 + 3 + 2]);
    expect(found.question).toBe('a new g');
  });

  test.each([
    ['y ~ x + (1 | g)', {}, 'h', 'loo: the model has no group "h" (have: g)'],
    ['y ~ x', {}, 'g', 'loo: the model has no groups, so there is none called "g"; leave rows out'],
    [
      'y ~ x + (1 | mm(g, g2))',
      {},
      'mmgg2',
      'rows belong to several levels of mmgg2; leave rows out, or another group',
    ],
    [
      'bit ~ x + (1 | g) + (1 | g:time)',
      { family: 'bernoulli' },
      'g',
      'those of g:time within it among them, are too many to integrate out numerically (at most 4)',
    ],
  ] as const)('%s with %o by %s is refused in words', (formula, options, group, message) => {
    const model = modelOf({ formula, options });
    expect(() => pointwiseLogLik({ model, draws: tame(model) }, { unit: 'group', group })).toThrow(message);
  });
});

function readings({ design, outcome }: Model) {
  const levels = (group: string): string[] => {
    const found = design.groups.find((one) => one.group === group);
    return Array.from(found?.index ?? [], (code) => found?.levels[code] ?? '');
  };
  return { x: design.fixed.columns[0], y: outcome.y, gh: levels('g:h'), f: levels('f') };
}
