import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family, RowDistribution } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { rowDrawer } from '../../models/simulate/drawRows.ts';
import { compile, variable } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { integrate } from '../property/numeric.ts';
import { casesOf, etaFor, outcomeSpace, overOutcomes, parameterValue, trialsInTests } from './familyCases.ts';

/** One distribution of a row of the table: its density, and what draw and cdf are told of it. */
function distributionOf(family: Family, link: string, u: number) {
  const chosen = chooseFamily(family, link);
  const names = family.parameters.map(({ name }) => name);
  const variables = Object.fromEntries(names.map((name) => [name, variable(name)]));
  const row = { y: variable('y'), eta: variable('eta'), trials: variable('trials') };
  if (chosen.link.inverse === null) throw new Error(`${link} has no inverse`);
  const roots = [chosen.density(row, variables), chosen.link.inverse(row.eta)];
  const evaluate = compile(roots, ['y', 'eta', 'trials', ...names]);
  const trials = responseCheck(family.response).trials === true ? trialsInTests : 1;
  const values = family.parameters.map((p) => parameterValue(family, p, u));
  const out = new Float64Array(2);
  const at = (y: number): Float64Array => {
    evaluate([y, etaFor(family, link, u), trials, ...values], out);
    return out;
  };
  const parameters = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const told: RowDistribution = { mu: at(1)[1], trials, parameters };
  const { mean, variance, chances, cdf } = chosen.family;
  return {
    p: (y: number): number => Math.exp(at(y)[0]),
    told,
    eta: etaFor(family, link, u),
    mean,
    variance,
    chances,
    cdf,
  };
}

const draws = 4000;

describe.each(casesOf(builtinFamilies))('$family.name with link $link', ({ family, link }) => {
  const space = outcomeSpace(family);
  const us = [0.1, 0.5, 0.85];

  test('has the mean that the inverse of its link says, or that it says itself', () => {
    for (const u of us) {
      const { p, told, mean: said } = distributionOf(family, link, u);
      const mean = overOutcomes(space, (y) => y * p(y));
      expect(mean).toBeCloseTo(said?.(told) ?? told.mu * told.trials, 8);
    }
  });

  test('has the variance that it says, unless its outcomes are categories', () => {
    for (const u of us) {
      const { p, told, variance, chances } = distributionOf(family, link, u);
      expect(variance === undefined).toBe(chances !== undefined);
      // at the least degrees of freedom tried, Student's t has none
      if (variance === undefined || variance(told) === Number.POSITIVE_INFINITY) continue;
      const mean = overOutcomes(space, (y) => y * p(y));
      const found = overOutcomes(space, (y) => (y - mean) ** 2 * p(y));
      expect(found / variance(told)).toBeCloseTo(1, 6);
    }
  });

  test('has a cdf that sums its density up', () => {
    for (const u of us) {
      const { p, told, cdf: said } = distributionOf(family, link, u);
      const cdf = (y: number): number => said?.(y, told) ?? Number.NaN;
      expect([cdf(Number.NEGATIVE_INFINITY), cdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
      if (space.kind === 'integral') {
        const ends = [0.3, 0.9, 2.2].map((by) => (space.upper === 1 ? by / 2.5 : by * told.mu));
        for (const [a, b] of [ends.slice(0, 2), ends.slice(1)])
          expect(cdf(b) - cdf(a)).toBeCloseTo(integrate(p, a, b), 9);
        continue;
      }
      let sum = 0;
      for (const y of space.values.slice(0, 40)) {
        expect(cdf(y - 0.5)).toBeCloseTo(sum, 12);
        sum += p(y);
        expect(cdf(y)).toBeCloseTo(sum, 12);
      }
    }
  });

  test('draws outcomes that its cdf gives, from the stream it is handed', () => {
    for (const u of us) {
      const { told, eta, cdf } = distributionOf(family, link, u);
      const draw = rowDrawer(chooseFamily(family, link));
      const rows = { trials: new Float64Array(draws).fill(told.trials), parameters: told.parameters };
      const drawn = (): Float64Array =>
        draw(stream('draws', family.name, u), new Float64Array(draws).fill(eta), rows);
      const sorted = drawn().sort();
      expect(drawn().sort()).toEqual(sorted);
      for (const q of [0.02, 0.2, 0.5, 0.8, 0.98]) {
        const y = sorted[Math.floor(q * draws)];
        const below = sorted.filter((value) => value <= y).length / draws;
        const expected = cdf?.(y, told) ?? Number.NaN;
        // five standard errors, and the seeds are fixed
        expect(Math.abs(below - expected)).toBeLessThanOrEqual(
          5 * Math.sqrt((expected * (1 - expected)) / draws),
        );
      }
    }
  });
});
