import { describe, expect, test } from 'vitest';
import { outcomeSimulator } from '../../models/likelihood/simulateFit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, type GlmmOptions, glmm, laplace, likelihoodRatio } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { checkGradient, simulatePrior } from '../../src/testing.ts';

/** Two items of four categories and one of three, answered by the same persons. */
const rng = stream('strata');
const rows = Array.from({ length: 90 }, (_, i) => i);
const most = [4, 3, 4];
const columns = {
  y: rows.map((i) => 1 + ((i + Math.floor(i / 9)) % most[i % 3])),
  gaps: rows.map((i) => 1 + [i % 4, 2 * (i % 2), i % 2][i % 3]),
  item: rows.map((i) => ['A', 'B', 'C'][i % 3]),
  x: rows.map(() => rng.normal()),
  g: rows.map((i) => `g${Math.floor(i / 9)}`),
};
const table = tableFromColumns(columns);
const formula = 'y | thres(gr = item) ~ x + (1 | g)';
const declared = (text: string, options: GlmmOptions = {}) =>
  glmm(text, table, { family: 'cumulative', ...options });

describe('thresholds by item', () => {
  test.each(['cumulative', 'sratio'])('%s: without what items share, a model of each item', (family) => {
    const all = laplace(declared('y | thres(gr = item) ~ x:item', { family }));
    const each = ['A', 'B', 'C'].map((item) => {
      const own = rows.filter((i) => columns.item[i] === item);
      const part = { y: own.map((i) => columns.y[i]), x: own.map((i) => columns.x[i]) };
      return laplace(glmm('y ~ x', tableFromColumns(part), { family }));
    });
    expect(all.logLik).toBeCloseTo(
      each.reduce((sum, { logLik }) => sum + logLik, 0),
      8,
    );
    const find = (fit: typeof all, name: string): number =>
      fit.population.estimates[fit.population.names.indexOf(name)];
    expect(find(all, 'b_Intercept[B,2]')).toBeCloseTo(find(each[1], 'b_Intercept[2]'), 4);
    expect(find(all, 'b_Intercept[C,3]')).toBeCloseTo(find(each[2], 'b_Intercept[3]'), 4);
  });

  test('have names, priors and gradients', () => {
    const model = declared(formula, { priors: { 'b_Intercept[B,1]': 'normal(0, 1)', b: 'normal(0, 1)' } });
    const names = model.program.reported.map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(
      ['A,1', 'A,2', 'A,3', 'B,1', 'B,2', 'C,1', 'C,2', 'C,3'].map((of) => `b_Intercept[${of}]`),
    );
    const density = compileLogDensity(model.program);
    const theta = Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
    expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
    expect(explain(model)).toContain('threshold_k where item is B: b_Intercept[B,1], ..., b_Intercept[B,2]');
  });

  test('moves the density of its own item alone', () => {
    const model = declared(formula);
    const names = model.program.reported.map(({ name }) => name);
    const { at } = jointDensity(model);
    const values = new Float64Array(names.length + 10);
    names.forEach((name, q) => {
      const k = Number(/,(\d)\]/.exec(name)?.[1] ?? 0);
      values[q] = name.startsWith('b_Intercept') ? k - 2 : 0.3;
    });
    const before = at(values, model.outcome.y)[0];
    const moved = values.with(names.indexOf('b_Intercept[B,1]'), -1.2);
    // the rows of B alone, by the definition
    const F = (z: number): number => 1 / (1 + Math.exp(-z));
    const change = rows.reduce((sum, i) => {
      if (columns.item[i] !== 'B') return sum;
      const eta = 0.3 * columns.x[i];
      const p = (one: number): number => {
        const below = [0, F(one - eta), F(0 - eta), 1];
        return below[columns.y[i]] - below[columns.y[i] - 1];
      };
      return sum + Math.log(p(-1.2)) - Math.log(p(-1));
    }, 0);
    expect(at(moved, model.outcome.y)[0] - before).toBeCloseTo(change, 9);
  });

  test('are drawn, each item within its own categories', () => {
    const model = declared(formula, { priors: { b: 'normal(0, 1)', sd: 'half_normal(1)' } });
    const { parameters, outcome } = simulatePrior(stream('drawn'), model);
    expect(parameters['b_Intercept[A,1]']).toBeLessThan(parameters['b_Intercept[A,2]']);
    expect(outcome.every((y, i) => y >= 1 && y <= most[i % 3])).toBe(true);
    const ofFit = outcomeSimulator(laplace(model))(stream('of the fit'));
    expect(ofFit.every((y, p) => y >= 1 && y <= most[model.order[p] % 3])).toBe(true);
    expect(new Set(ofFit).size).toBe(4);
  });

  test.each([
    ['y | thres(gr = x) ~ g', 'has one category only where x is'],
    ['y | thres(by = item) ~ x', 'thres() takes a number of thresholds'],
    ['y | thres(gr = nobody) ~ x', 'no column "nobody"'],
    [
      'y | thres(2, gr = item) ~ x',
      'has a category 4, and 2 thresholds are for 3 categories where item is A',
    ],
    [
      'gaps | thres(gr = item) ~ x',
      'has no 2 among its categories 1, ..., 3; number them without gaps, or give their number, as in y | thres(3, gr = item), to keep those that no row has where item is B',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => declared(text)).toThrow(message);
  });

  test.each(['poisson', 'categorical'] as const)('refuses family %s, which has no thresholds', (other) => {
    expect(() => declared('y | thres(gr = item) ~ x', { family: other })).toThrow(
      `${other}: thres() is for ordered categories; use family cumulative or sratio for those`,
    );
  });

  test('a likelihood ratio of other thresholds says that it is those', () => {
    const [small, large] = ['y ~ x', 'y | thres(gr = item) ~ x'].map((text) => laplace(declared(text)));
    expect(() => likelihoodRatio(small, large)).toThrow(
      'the thresholds differ, of y and y | thres(gr = item); compare their AIC',
    );
  });
});
