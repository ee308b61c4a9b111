import { describe, expect, test } from 'vitest';
import { simulateData } from '../../src/data/predict.ts';
import { columns, madeUp, modelOf, repeated } from './models.ts';

const sets = 600;

describe('simulateData', () => {
  test('groups kept have their own effects, new ones others in every data set, the same in all rows', () => {
    const model = modelOf({ formula: 'y ~ 1 + (1 | g)' });
    const draws = repeated(model, sets);
    const value = (name: string): number => draws.values[0][draws.names.indexOf(name) * sets];
    const rows = columns().g.flatMap((level, row) => (level === 'a' ? [row] : []));
    const meansOf = (groups: 'kept' | 'new'): number[] => {
      const [{ name, values }] = simulateData({ model, draws }, { dataSets: sets, groups }).columns;
      expect(name).toBe('y');
      return values.map((y) => rows.reduce((sum, row) => sum + y[row], 0) / rows.length);
    };
    const within = value('sigma') ** 2 / rows.length;
    const expected = {
      kept: { mean: value('b_Intercept') + value('r_g[a,Intercept]'), variance: within },
      new: { mean: value('b_Intercept'), variance: within + value('sd_g__Intercept') ** 2 },
    };
    for (const groups of ['kept', 'new'] as const) {
      const { mean, variance } = expected[groups];
      const squares = meansOf(groups).reduce((sum, m) => sum + (m - mean) ** 2, 0) / sets;
      expect(Math.abs(squares / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / sets));
    }
  });

  test('successes and failures, and categories', () => {
    const counts = modelOf({ formula: 'cbind(s, n) ~ x + (1 | g)', options: { family: 'binomial' } });
    const { columns: own } = simulateData({ model: counts, draws: madeUp(counts) }, { dataSets: 2 });
    expect(own.map(({ name }) => name)).toEqual(['s', 'n']);
    const { s, n } = columns();
    own[0].values[1].forEach((y, row) => {
      expect(y + own[1].values[1][row]).toBe(s[row] + n[row]);
    });
    const named = modelOf({ formula: 'named ~ x', options: { family: 'categorical' } });
    expect(simulateData({ model: named, draws: madeUp(named) }).categories).toEqual(['k', 'l', 'm']);
  });

  test('what does not say how data come about is refused', () => {
    const weighted = modelOf({ formula: 'y ~ x', options: { weights: 'w1' } });
    const fit = { model: weighted, draws: madeUp(weighted) };
    expect(() => simulateData(fit)).toThrow(/case weights says nothing of how its data come about/);
    const plain = modelOf({ formula: 'y ~ x' });
    const few = { model: plain, draws: madeUp(plain) };
    expect(() => simulateData(few, { dataSets: 7 })).toThrow(
      /7 data sets need as many draws, and the fit has 6/,
    );
    expect(() => simulateData(few, { groups: 'old' as 'new' })).toThrow(
      /groups are "kept" or "new", got "old"/,
    );
  });
});
