import { describe, expect, test } from 'vitest';
import { adjustedPValues, standing } from '../../models/checks/monteCarlo.ts';
import { poolResiduals } from '../../models/checks/pool.ts';
import { predictiveCheck } from '../../models/checks/predictiveCheck.ts';
import { realisedResiduals } from '../../models/checks/realised.ts';
import { posteriorReplicates } from '../../models/checks/replicates.ts';
import { checkWords } from '../../models/checks/words.ts';
import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { exp, normalCdf } from '../../src/engine/elementary.ts';
import { cases, madeUp, modelOf } from '../predict/models.ts';

const fitOf = (...[one]: Parameters<typeof modelOf>) => {
  const model = modelOf(one);
  return { model, draws: madeUp(model, { chains: 3, draws: 40 }) };
};
const few = { dataSets: 99 };

describe('predictiveCheck', () => {
  test.each(cases)('$formula: every number is one', (one) => {
    const check = predictiveCheck(fitOf(one), few);
    const tests = [...check.tests, ...check.statistics];
    expect(check.tests.length).toBeGreaterThan(1);
    const isNumber = ({ pValue, observed, expected, lower, upper }: (typeof tests)[number]): boolean =>
      pValue > 0 && pValue <= 1 && [observed, expected, lower, upper].every(Number.isFinite);
    expect(tests.filter((one) => !isNumber(one))).toEqual([]);
    expect(checkWords(check).length).toBeGreaterThan(0);
  });

  test('new groups have their effects from N(0, G); of a known covariance they are refused', () => {
    const fit = fitOf({ formula: 'count ~ x + (1 | g)', options: { family: 'poisson' } });
    expect(predictiveCheck(fit, { ...few, groups: 'new' }).statement).toMatch(/new levels of g/);
    const known = fitOf(cases[6]);
    expect(() => predictiveCheck(known, { groups: 'new' })).toThrow(/known covariance, g, are not drawn/);
  });

  test('priors draw data sets too, of a model alone', () => {
    const model = modelOf({
      formula: 'bit ~ x + (1 | g)',
      options: { family: 'bernoulli', priors: { b: 'normal(0, 1)' } },
    });
    const { tests, statistics, bins } = predictiveCheck(model, { ...few, from: 'prior' });
    expect([tests.length, statistics.length, bins?.length]).toEqual([0, 2, 4]);
  });

  test('what cannot be checked is refused in words', () => {
    const plain = fitOf({ formula: 'y ~ x' });
    const weighted = fitOf({ formula: 'y ~ x', options: { weights: 'w1' } });
    const censored = fitOf({ formula: 'y | cens(bit) ~ x' });
    const four = { ...plain, draws: madeUp(plain.model, { chains: 1, draws: 4 }) };
    expect(() => predictiveCheck(weighted)).toThrow(/case weights says nothing/);
    expect(() => predictiveCheck(censored)).toThrow(/censored outcome, y/);
    expect(() => predictiveCheck({ ...plain, imputations: 2 })).toThrow(/several imputed data sets/);
    expect(() => predictiveCheck(four)).toThrow(/99 data sets need as many draws, and the fit has 4/);
    expect(() => predictiveCheck(plain, { dataSets: 20 })).toThrow(/data sets/);
    expect(() => predictiveCheck(plain, { groups: 'old' as 'new' })).toThrow(/"kept" or "new", got "old"/);
    expect(() => predictiveCheck(plain, { ...few, statistics: { odd: () => Number.NaN } })).toThrow(
      /statistic "odd" must give a finite number, got NaN/,
    );
  });
});

describe('p-values', () => {
  test('count the data among the data sets; both ends are doubled', () => {
    const drawn = Float64Array.of(1, 2, 3, 4);
    const of = (data: number) => ({ data: new Float64Array(4).fill(data), drawn });
    expect(standing(of(4), 'high').pValue).toBe(2 / 5);
    expect(standing(of(5), 'both').pValue).toBe(2 / 5);
    expect(standing(of(2.5), 'both').pValue).toBe(1);
  });

  test('of several tests allow for all: any test of a data set as far out', () => {
    const first = {
      data: new Float64Array(4).fill(10),
      drawn: Float64Array.of(0, 1, 2, 3),
      ends: 'high' as const,
    };
    const second = {
      data: new Float64Array(4).fill(1.5),
      drawn: Float64Array.of(0, 1, 2, 3),
      ends: 'high' as const,
    };
    const [one, other] = adjustedPValues([first, second]);
    expect(one).toBe(1 / 5);
    expect(other).toBeGreaterThan(standing(second, 'high').pValue - 1e-12);
  });
});

describe('residuals', () => {
  test('realised: where an outcome lies in its distribution at the draw, within a lump at random', () => {
    const normal = fitOf({ formula: 'y ~ 1' });
    const sets = posteriorReplicates(normal, 'kept', few);
    const draws = sets.draws as NonNullable<typeof sets.draws>;
    const value = (name: string, s: number): number => draws.values[0][draws.names.indexOf(name) * 99 + s];
    const { uniform, scaled } = realisedResiduals(sets, draws, '1') as NonNullable<
      ReturnType<typeof realisedResiduals>
    >;
    const z = (sets.y[3] - value('b_Intercept', 7)) / value('sigma', 7);
    expect(scaled.data[7][3]).toBeCloseTo(z, 5);
    expect(uniform.data[7][3]).toBeCloseTo(normalCdf(z), 6);

    const counts = fitOf({ formula: 'count ~ 1', options: { family: 'poisson' } });
    const drawn = posteriorReplicates(counts, 'kept', few);
    const found = realisedResiduals(drawn, drawn.draws as typeof draws, '1');
    const mu = exp((drawn.draws as typeof draws).values[0][5]);
    drawn.sets[5].forEach((y, k) => {
      const u = found?.uniform.drawn[5][k] ?? -1;
      expect(u).toBeGreaterThan((y === 0 ? 0 : poissonCdf(y - 1, mu)) - 1e-6);
      expect(u).toBeLessThan(poissonCdf(y, mu) + 1e-6);
    });
  });

  test('of the pool: ranks among all data sets, each once', () => {
    const replicates = posteriorReplicates(
      fitOf({ formula: 'count ~ 1', options: { family: 'poisson' } }),
      'kept',
      few,
    );
    const { uniform, scaled } = poolResiduals(replicates, '1');
    const ranks = [...uniform.data, ...uniform.drawn].map((own) => Math.floor(own[4] * 100));
    expect(ranks.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, r) => r));
    const squares = [...scaled.data, ...scaled.drawn].reduce((sum, own) => sum + own[4] ** 2, 0);
    expect(squares).toBeCloseTo(100, 3);
  });
});
