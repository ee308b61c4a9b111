import { describe, expect, test } from 'vitest';
import { applyDesign } from '../../models/design/index.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { linearPredictors, priorLayout } from '../../models/simulate/priorLayout.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { quantityNames } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, type GlmmOptions, glmm, laplace } from '../../src/index.ts';
import { choosePlan } from '../../src/run/plan.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { determinant } from '../property/numeric.ts';

const rng = stream('monotone');
const rows = Array.from({ length: 40 }, (_, i) => i);
const code = rows.map((i) => (i * 7) % 4);
const words = ['none', 'little', 'some', 'much'];
const columns = {
  y: rows.map((i) => 2 + [0, 1, 1.2, 3][code[i]] + rng.normal()),
  f: code.map((c) => words[c]),
  whole: code.map((c) => c + 5),
  two: code.map((c) => c % 2),
  gaps: code.map((c) => 2 * c),
  half: code.map((c) => c / 2),
  x: rows.map(() => 3 + rng.normal()),
  g: rows.map((i) => `g${i % 5}`),
};
const table = tableFromColumns(columns);
const declared = { factors: { f: words } };
const priors = {
  Intercept: 'normal(1, 3)',
  b_x: 'normal(0.2, 2)',
  b: 'normal(0.5, 1)',
  sigma: 'half_normal(2)',
};

const logNormal = (x: number, mean: number, sd: number): number =>
  -0.5 * Math.log(2 * Math.PI) - Math.log(sd) - ((x - mean) * (x - mean)) / (2 * sd * sd);

describe('y ~ mo(f) + x', () => {
  const model = glmm('y ~ mo(f) + x', table, { ...declared, priors });
  const { alpha, reported } = model.program;
  const evaluate = compile(
    reported.map(({ expression }) => expression),
    alpha,
  );
  const valuesAt = (theta: Float64Array): Float64Array => {
    const out = new Float64Array(reported.length);
    evaluate(theta, out);
    return out;
  };
  const names = ['b_Intercept', 'b_x', 'bsp_mof', 'simo_mof1[1]', 'simo_mof1[2]', 'simo_mof1[3]', 'sigma'];
  const points = [0.3, -0.8, 1.4].map((size) =>
    Float64Array.from(alpha, (_, i) => size * Math.sin(2 + 3 * i)),
  );

  /** By the book, on the user's scale, where the prior of the intercept is at the mean of x and the lowest level. */
  const joint = ([intercept, slope, b, z1, z2, z3, sigma]: Float64Array): number => {
    const steps = [0, z1, z1 + z2, z1 + z2 + z3];
    const meanX = columns.x.reduce((s, x) => s + x, 0) / rows.length;
    const ofRows = rows.reduce((s, i) => {
      const eta = intercept + slope * columns.x[i] + 3 * b * steps[code[i]];
      return s + logNormal(columns.y[i], eta, sigma);
    }, 0);
    const ofIntercept = logNormal(intercept + slope * meanX, 1, 3);
    const dirichlet = Math.log(2);
    const ofSigma = Math.log(2) + logNormal(sigma, 0, 2);
    return ofRows + ofIntercept + logNormal(slope, 0.2, 2) + logNormal(b, 0.5, 1) + dirichlet + ofSigma;
  };

  test('reports what brms does', () => {
    expect(quantityNames(model.program)).toEqual(names);
    expect(model.priors.map(({ parameter }) => parameter)).toEqual(['Intercept', 'b_x', 'b', 'sigma']);
  });

  test('has the density of the book, in the coordinates that are sampled', () => {
    const density = compileLogDensity(model.program);
    const free = [0, 1, 2, 3, 4, 6]; // the last share is what the others leave
    for (const theta of points) {
      const jacobian = free.map((q) =>
        alpha.map((_, i) => {
          const [up, down] = [1e-5, -1e-5].map((by) => valuesAt(theta.with(i, theta[i] + by))[q]);
          return (up - down) / 2e-5;
        }),
      );
      const values = valuesAt(theta);
      expect(values[3] + values[4] + values[5]).toBeCloseTo(1, 14);
      const expected = joint(values) + Math.log(Math.abs(determinant(jacobian)));
      const gradient = new Float64Array(alpha.length);
      expect(density.logDensityAndGradient(theta, gradient)).toBeCloseTo(expected, 6);
      gradient.forEach((slope, i) => {
        const unused = new Float64Array(alpha.length);
        const at = (by: number): number =>
          density.logDensityAndGradient(theta.with(i, theta[i] + by), unused);
        expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
      });
    }
  });

  test('what is read back of a model for simulation has the same density', () => {
    const { at } = jointDensity(model);
    const y = Float64Array.from(columns.y);
    const differences = points.map((theta) => at(valuesAt(theta), y)[1] - joint(valuesAt(theta)));
    for (const difference of differences) expect(difference).toBeCloseTo(differences[0], 9);
  });

  test('draws of the prior have shares that are uniform on the simplex', () => {
    const layout = priorLayout(model);
    const draws = Array.from({ length: 2000 }, () => drawParameters(rng, layout));
    for (const place of [3, 4, 5]) {
      const shares = draws.map((values) => values[place]).sort((a, b) => a - b);
      const distance = Math.max(
        // of Beta(1, 2), whose distribution function this is
        ...shares.map((z, i) => Math.abs(1 - (1 - z) * (1 - z) - (i + 0.5) / shares.length)),
      );
      expect(distance).toBeLessThan(2.23 / Math.sqrt(shares.length)); // once in ten thousand
    }
    expect(linearPredictors(layout, model.design, [1, 0, 2, 0.5, 0.25, 0.25, 1])[0].slice(0, 4)).toEqual(
      Float64Array.from(code.slice(0, 4), (c) => 1 + 6 * [0, 0.5, 0.75, 1][c]),
    );
  });

  test('is explained', () => {
    const text = explain(model);
    expect(text).toContain('  mo(f): none, little, some, much (lowest first)');
    expect(text).toContain('Y_i = b_0 + b_1 x_i + bsp_mof M[mo(f)]_i + e_i');
    expect(text).toContain(
      '  M[mo(f)] = 3 times the sum of simo_mof1[m] over m = 1, ..., x at level x = 0, ..., 3 of mo(f)\n' +
        '    (simo_mof1[1], ..., simo_mof1[3]) ~ Dirichlet(1, ..., 1)',
    );
    expect(text).toContain(
      'mo(f) counts its steps from none, the level that intercepts and their priors are at',
    );
  });
});

test('whole numbers are levels in their order, and new rows are coded as the model was', () => {
  const [named, numbered] = [glmm('y ~ mo(f)', table, declared).design, glmm('y ~ mo(whole)', table).design];
  expect(numbered.fixed.columns).toEqual(named.fixed.columns);
  expect(numbered.fixed.monotone).toEqual([{ name: 'mowhole', text: 'mo(whole)', first: 0, steps: 3 }]);
  for (const [formula, options, column, values, codes] of [
    ['y ~ mo(whole)', {}, 'whole', [8, 6], [3, 1]],
    ['y ~ mo(f)', declared, 'f', ['much', 'little'], [3, 1]],
  ] as const) {
    const { terms, design } = glmm(formula, table, options);
    const { fixed } = applyDesign(terms, design.recipe, tableFromColumns({ [column]: [...values] }));
    expect(fixed.columns.map((x) => [...x])).toEqual(
      [1, 2, 3].map((i) => codes.map((c) => (c >= i ? 1 : 0))),
    );
  }
  const { terms, design } = glmm('y ~ mo(whole)', table);
  expect(() => applyDesign(terms, design.recipe, tableFromColumns({ whole: [6, 9] }))).toThrow(
    '"whole" is "9" at row 2, a level the model has not seen (have: 5, 6, 7, 8)',
  );
});

test('of two levels is the column itself', () => {
  const one = { priors: { Intercept: 'normal(0, 5)', b: 'normal(0, 2)', sigma: 'half_normal(2)' } };
  const [monotone, plain] = [glmm('y ~ mo(two)', table, one), glmm('y ~ two', table, one)];
  const y = Float64Array.from(columns.y);
  const logLik = jointDensity(monotone).at([1, 0.7, 1, 1.3], y)[0];
  expect(logLik).toBeCloseTo(jointDensity(plain).at([1, 0.7, 1.3], y)[0], 10);
});

test('it is sampled without looking for a mode, in any linear predictor, group effects integrated out where they can be', () => {
  const plan = (formula: string, options: GlmmOptions = {}) =>
    choosePlan(glmm(formula, table, { ...declared, ...options }).program, 'auto').plan;
  expect(plan('y ~ mo(f) + (1 | g)')).toMatchObject({ kind: 'collapsed', gaussian: null });
  expect(plan('y ~ x', { sigma: '~ mo(f)' }).kind).toBe('nuts');
  const { program } = glmm('y ~ x', table, { ...declared, sigma: '~ mo(f)' });
  expect(quantityNames(program)).toContain('bsp_sigma_mof');
  expect(quantityNames(program)).toContain('simo_sigma_mof1[3]');
});

test('levels that no outcome was seen at have the prior alone', () => {
  const seen = tableFromColumns({ ...columns, y: columns.y.map((y, i) => (code[i] === 0 ? y : null)) });
  const { priors: table, design } = glmm('y | mi() ~ mo(whole)', seen);
  expect(design.fixed.monotone[0].steps).toBe(3);
  expect(table.find(({ parameter }) => parameter === 'bsp_mowhole')?.prior).toMatchObject({ mean: 0 });
  expect(JSON.stringify(table)).not.toContain('null');
});

test.each([
  ['y ~ mo(f)', 'mo(f) needs whole numbers, or a factor whose levels are declared, lowest first, got text: '],
  [
    'y ~ mo(half)',
    'mo(half) needs whole numbers, or a factor whose levels are declared, lowest first, got 1.5 at row',
  ],
  [
    'y ~ mo(gaps)',
    'mo(gaps) needs whole numbers one after the other, got no row between 0 and 2; declare its levels',
  ],
  ['y ~ mo(whole) * x', 'mo() cannot interact, got mo(whole):x; write mo(x) by itself'],
  ['y ~ x + (mo(whole) | g)', 'mo() cannot vary by group; write mo(x) + (x | g)'],
  ['y ~ log(mo(whole))', 'mo() is a term by itself, as in y ~ mo(x)'],
  ['y ~ mo(whole + 1)', 'mo() takes a column name'],
  ['y ~ whole + mo(whole)', 'rank deficient'],
  ['y ~ mo(no)', 'no column "no"'],
])('%s is refused', (formula, message) => {
  expect(() => glmm(formula, table)).toThrow(message);
});

test('priors that have no place are refused, and so are modes', () => {
  const given = (own: Readonly<Record<string, string>>) => () =>
    glmm('y ~ mo(whole)', table, { priors: own });
  expect(given({ b: 'horseshoe()' })).toThrow(
    'bsp_mowhole needs a prior of its own; try bsp_mowhole=normal(0, 5)',
  );
  expect(given({ simo: 'beta(1, 1)' })).toThrow('no parameter or class "simo"');
  expect(() => laplace(glmm('y ~ mo(whole)', table))).toThrow(
    'laplace: mo(whole) is made of shares of steps, whose maxima often lie at 0',
  );
});
