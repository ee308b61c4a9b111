import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyDesign } from '../../models/design/apply.ts';
import { buildDesign } from '../../models/design/build.ts';
import { bendingSplines, splineColumns } from '../../models/design/cubicSpline.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { glmm, laplace, smoothEdf } from '../../src/index.ts';
import { integrate } from '../property/numeric.ts';

/** Made by smooths.R, which says with what. */
const reference = JSON.parse(readFileSync(new URL('smooths.json', import.meta.url), 'utf8')) as {
  data: Record<string, number[]>;
  new: Record<string, number[]>;
  cases: { side: string; sigma: number; edf: number[]; fitted: number[] }[];
};
const table = tableFromColumns(reference.data);

describe('a REML fit is that of mgcv', () => {
  test.each(reference.cases)('$side', ({ side, sigma, fitted }) => {
    const fit = laplace(glmm(`y ~ ${side}`, table), { method: 'reml' });
    const estimate = (name: string): number => fit.population.estimates[fit.population.names.indexOf(name)];
    expect(Math.abs(estimate('sigma') / sigma - 1)).toBeLessThan(1e-4);
    const { model } = fit;
    const { fixed, groups } = applyDesign(model.terms, model.design.recipe, tableFromColumns(reference.new));
    const modes = new Map(conditionalModes(fit).map(({ name, mode }) => [name, mode]));
    // the optimum in the smoothing parameter is flat: fitted values move by little more than its tolerance
    fitted.forEach((wanted, i) => {
      let eta = estimate('b_Intercept');
      fixed.names.forEach((name, j) => {
        eta += estimate(`b_${name}`) * fixed.columns[j][i];
      });
      for (const { group, coefs, columns } of groups)
        coefs.forEach((coef, c) => {
          eta += (modes.get(`r_${group}[all,${coef}]`) as number) * columns[c][i];
        });
      expect(Math.abs(eta - wanted)).toBeLessThan(2e-4);
    });
  });
});

test('effective degrees of freedom are those of mgcv, exactly where nothing else is estimated', () => {
  for (const { side, edf } of reference.cases) {
    const ours = smoothEdf(laplace(glmm(`y ~ ${side}`, table), { method: 'reml' }));
    const tolerance = side === 's(x)' ? 1e-4 : 0.015;
    ours.forEach((one, i) => {
      expect(Math.abs(one.edf / edf[i] - 1)).toBeLessThan(tolerance);
    });
    expect(ours).toHaveLength(edf.length);
  }
});

describe('the spline', () => {
  const knots = [0, 1, 1.5, 4, 5];
  const spline = bendingSplines(knots);
  const at = (x: number): number[] => splineColumns(spline, Float64Array.of(x)).map(([f]) => f);

  test('penalty of coefficients is the integral of the squared second derivative', () => {
    const b = [0.7, -1.2, 0.4];
    const f = (x: number): number => at(x).reduce((s, value, c) => s + value * b[c], 0);
    const second = (x: number): number => (f(x + 1e-3) - 2 * f(x) + f(x - 1e-3)) / 1e-6;
    const pieces = knots.slice(1).map((end, j) => integrate((x) => second(x) ** 2, knots[j], end, 200));
    expect(pieces.reduce((s, p) => s + p, 0)).toBeCloseTo(
      b.reduce((s, x) => s + x * x, 0),
      3,
    );
  });

  test('is linear beyond its knots, with the slope it ends on', () => {
    for (const [end, out] of [
      [0, -1],
      [5, 1],
    ]) {
      const inside = at(end - 1e-6 * out);
      at(end + 2 * out).forEach((far, c) => {
        const slope = (at(end)[c] - inside[c]) / 1e-6;
        expect(far).toBeCloseTo(at(end)[c] + 2 * slope, 4);
      });
    }
  });
});

describe('the design of s(x)', () => {
  const { groups, fixed } = buildDesign(parseFormula('y ~ s(x)'), table);

  test('is a straight line and k - 2 columns orthogonal to it, of mean square 1 together', () => {
    const [{ columns, levels, covariance }] = groups;
    expect(fixed.names).toEqual(['s(x)']);
    expect([...fixed.columns[0]]).toEqual(reference.data.x);
    expect(columns).toHaveLength(8);
    expect([levels, covariance]).toEqual([['all'], 'homdiag']);
    const rows = columns[0].length;
    for (const column of columns) {
      expect(column.reduce((s, z) => s + z, 0)).toBeCloseTo(0, 9);
      expect(column.reduce((s, z, i) => s + z * reference.data.x[i], 0)).toBeCloseTo(0, 8);
    }
    const squares = columns.reduce((s, column) => s + column.reduce((t, z) => t + z * z, 0), 0);
    expect(squares / rows).toBeCloseTo(1, 10);
  });

  test('s(f, bs = "re") is (1 | f), and canonical text reads back', () => {
    const { random } = parseFormula('y ~ x + s(f, bs = "re")');
    expect(random).toEqual(parseFormula('y ~ x + (1 | f)').random);
    expect(parseFormula("y ~ s(x, bs = 'cr', k = 5, by = f)").fixed.terms[0].text).toBe('s(x,k=5,by=f)');
    expect(parseFormula('y ~ s(x,k=5,by=f)').fixed.terms[0].text).toBe('s(x,k=5,by=f)');
  });

  test.each([
    ['y ~ s(x, k = 3)', 'k of s() must be a whole number from 4 to 100'],
    ['y ~ s(x, df = 3)', 's() takes k, by and bs, got "df"'],
    ['y ~ s(x, w)', 's() takes one column, as in s(x, k = 10), got 2'],
    ['y ~ s(x, bs = "tp")', 's() has the bases "cr" and "re"'],
    ['y ~ s(x):f', 'a smooth cannot interact; write s(x, by = f)'],
    ['y ~ (s(x) | f)', 'a smooth cannot vary by group'],
    ['y ~ log(s(x))', 's() is a term by itself, as in y ~ s(x, k = 10)'],
    ['y ~ s(x, by = w)', '"w" holds numbers'],
    ['y ~ poly(x, degree = 2)', 'unexpected "="; arguments go by place'],
    ['y ~ s(f)', '"f" must hold numbers'],
    ['y ~ s(few)', 's(few) needs at least k = 10 distinct values, got 6; say k = 6'],
  ])('%s is refused in words', (formula, message) => {
    const few = reference.data.x.map((_, i) => i % 6);
    const data = tableFromColumns({ ...reference.data, few });
    expect(() => buildDesign(parseFormula(formula), data)).toThrow(message);
  });
});

test('a smooth that does not bend is called a straight line', () => {
  const x = Array.from({ length: 20 }, (_, i) => i);
  const y = x.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  const fit = laplace(glmm('y ~ s(x)', tableFromColumns({ x, y })));
  expect(describeSingular(fit)).toEqual(['sd_s(x)__bend is 0: the smooth is a straight line']);
});
