import { describe, expect, test } from 'vitest';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { compilePopulationKernel } from '../../src/engine/program/populationKernel.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { compileNestedQuadrature } from '../../src/engine/quadrature/nested/density.ts';
import { levelClasses } from '../../src/engine/quadrature/nested/levelClasses.ts';
import { nestedLevels } from '../../src/engine/quadrature/nested/nestedLevels.ts';
import { stream } from '../../src/engine/rng.ts';

/** Four schools of one to three classes of one or two rows; in the first school classes have the same rows. */
function model(formula: string, options: GlmmOptions, y: (i: number, u: number) => number): Model {
  const rng = stream('nested quadrature', formula);
  const classes = [0, 0, 1, 1, 1, 2, 3];
  const g = classes.flatMap((school, j) => Array(school === 0 ? 2 : 1 + (j % 2)).fill(j)) as number[];
  const columns = {
    y: g.map((j, i) => (classes[j] === 0 ? y(0, 0.5) : y(i, rng.uniform()))),
    x: g.map((j) => (classes[j] === 0 ? 0 : rng.normal())),
    w: g.map((j) => 1 + (j % 3)),
    n: g.map(() => 6),
    g: g.map((j) => `g${j}`),
    school: g.map((j) => `s${classes[j]}`),
  };
  return glmm(formula, tableFromColumns(columns), options);
}

/** Thirty rows, each a level of g by itself; nine or ten in each of three schools, and one alone in the last. */
function singles(family: 'bernoulli' | 'poisson', y: (u: number) => number): Model {
  const rng = stream('single rows', family);
  const school = Array.from({ length: 30 }, (_, i) => (i === 29 ? 3 : i % 3));
  const columns = {
    y: school.map(() => y(rng.uniform())),
    x: school.map(() => rng.normal()),
    g: school.map((_, i) => `g${String(i).padStart(2, '0')}`),
    school: school.map((s) => `s${s}`),
  };
  return glmm('y ~ x + (1 | school) + (1 | g)', tableFromColumns(columns), { family });
}

/** Eighteen classes of two rows in three schools, x going up by 1 in each: with the same outcomes they are one function of where they begin; and two that are not. */
function pairs(family: 'bernoulli' | 'poisson', y: (u: number) => number): Model {
  const rng = stream('pairs', family);
  const starts = Array.from({ length: 20 }, () => rng.normal());
  const g = starts.flatMap((_, j) => [j, j]);
  const columns = {
    y: g.map((j, i) => (j < 18 ? y(i % 2 === 0 ? 0.1 : 0.9) : y(rng.uniform()))),
    x: g.map((j, i) => starts[j] + (i % 2 === 0 ? 0 : j < 18 ? 1 : rng.normal())),
    g: g.map((j) => `g${String(j).padStart(2, '0')}`),
    school: g.map((j) => `s${j % 3}`),
  };
  return glmm('y ~ x + (1 | school) + (1 | g)', tableFromColumns(columns), { family });
}

/** The same log density by definition: Simpson's rule over the outer effect, and at each of its nodes over each inner one. */
function byDefinition(program: Program, alpha: Float64Array, steps: number, half: number): number {
  const { rows, terms, auxiliary, linear } = program;
  const kernel = compilePopulationKernel(program);
  const values = new Float64Array(kernel.count);
  kernel.forward(alpha, values);
  const aux = [...values.subarray(linear.length, linear.length + auxiliary.length)];
  const density = compile([rows.density], ['y', 'trials', 'eta', ...auxiliary.map(({ name }) => name)]);
  const out = new Float64Array(1);
  const [inner, outer] = terms[0].levels.length > terms[1].levels.length ? [0, 1] : [1, 0];
  const sd = (place: number): number => values[linear.length + auxiliary.length + place];
  const eta = Array.from({ length: rows.count }, (_, i) =>
    Array.from({ length: rows.width }, (_, k) => rows.x[i * rows.width + k] * values[1 + k]).reduce(
      (a, b) => a + b,
      values[0],
    ),
  );
  const rowAt = (i: number, by: number): number => {
    density([rows.y[i], rows.trials?.[i] ?? 1, eta[i] + by, ...aux], out);
    return (rows.weights?.[i] ?? 1) * out[0];
  };
  const h = (2 * half) / steps;
  const simpson = (f: (z: number) => number): number => {
    const logs = Array.from({ length: steps + 1 }, (_, m) => {
      const z = -half + m * h;
      return f(z) - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
    });
    const top = Math.max(...logs);
    const weight = (m: number): number => (m === 0 || m === steps ? 1 : m % 2 === 0 ? 2 : 4);
    return top + Math.log((h / 3) * logs.reduce((sum, l, m) => sum + weight(m) * Math.exp(l - top), 0));
  };
  const lp = kernel.backward(alpha, new Float64Array(kernel.count), new Float64Array(alpha.length));
  return terms[outer].levels.reduce((sum, _, c) => {
    const own = [...terms[outer].index].flatMap((level, i) => (level === c ? [i] : []));
    const children = [...new Set(own.map((i) => terms[inner].index[i]))];
    return (
      sum +
      simpson((v) =>
        children.reduce((all, j) => {
          const mine = own.filter((i) => terms[inner].index[i] === j);
          return all + simpson((z) => mine.reduce((a, i) => a + rowAt(i, sd(outer) * v + sd(inner) * z), 0));
        }, 0),
      )
    );
  }, lp);
}

const count = (_: number, u: number): number => Math.floor(4 * u * u);
const binary = (i: number, u: number): number => (u < 0.5 ? 1 : i % 3 === 0 ? 1 : 0);
const nested = '(1 | school) + (1 | g)';
const cases: readonly (readonly [string, Model])[] = [
  ['bernoulli', model(`y ~ x + ${nested}`, { family: 'bernoulli' }, binary)],
  ['binomial', model(`y | trials(n) ~ x + ${nested}`, { family: 'binomial' }, (_, u) => Math.floor(6 * u))],
  ['poisson with weights', model(`y ~ x + ${nested}`, { family: 'poisson', weights: 'w' }, count)],
  ['negbinomial', model(`y ~ x + ${nested}`, { family: 'negbinomial' }, count)],
];

/** The places of both log sds. */
function withSds({ program: { alpha, terms } }: Model, inner: number, outer: number): Float64Array {
  const point = new Float64Array(alpha.length).fill(0.15);
  const first = alpha.length - 2;
  const isInner = terms[0].levels.length > terms[1].levels.length;
  point[first] = isInner ? inner : outer;
  point[first + 1] = isInner ? outer : inner;
  return point;
}

describe('the log density with effects of two nested factors integrated out', () => {
  test.each(cases)('is that by definition, its gradient that of differences: %s', (_, one) => {
    const density = compileNestedQuadrature(one.program);
    for (const [inner, outer] of [
      [1, -2],
      [-4, 0.5],
    ]) {
      const alpha = withSds(one, inner, outer);
      const lp = density.value(alpha);
      expect(lp).toBeCloseTo(byDefinition(one.program, alpha, 240, 7.5), 7);
      expect(checkGradient(density, alpha).worst).toBeLessThan(1e-6);
      expect(density.value(alpha)).toBe(lp);
    }
  });

  test('and where many levels have one row, which are one function of its linear predictor', () => {
    const one = singles('bernoulli', (u) => (u < 0.4 ? 1 : 0));
    const density = compileNestedQuadrature(one.program);
    for (const [inner, outer] of [
      [2, 1],
      [-5, 0.5],
    ]) {
      const alpha = withSds(one, inner, outer);
      expect(density.value(alpha)).toBeCloseTo(byDefinition(one.program, alpha, 240, 7.5), 7);
      expect(checkGradient(density, alpha).worst).toBeLessThan(1e-6);
    }
  });

  test.each([
    ['bernoulli', (u: number) => (u < 0.5 ? 1 : 0)],
    ['poisson', (u: number) => Math.floor(4 * u)],
  ] as const)('and where many levels have rows that are equal but for a shift: %s', (family, y) => {
    const one = pairs(family, y);
    const { classes, of } = levelClasses(nestedLevels(one.program));
    expect(classes.map(({ firstRow, endRow }) => endRow - firstRow)).toEqual([2]);
    expect([...of].filter((k) => k === 0)).toHaveLength(18);
    const density = compileNestedQuadrature(one.program);
    for (const [inner, outer] of [
      [1.5, 0.5],
      [-3, 1],
    ]) {
      const alpha = withSds(one, inner, outer);
      expect(density.value(alpha)).toBeCloseTo(byDefinition(one.program, alpha, 480, 7.5), 7);
      expect(checkGradient(density, alpha).worst).toBeLessThan(1e-6);
    }
  });

  test('is a number far out too, and comes back', () => {
    const [, { program }] = cases[0];
    const density = compileNestedQuadrature(program);
    const rng = stream('far out', 'nested');
    const near = new Float64Array(program.alpha.length).fill(0.1);
    const lp = density.value(near);
    for (let i = 0; i < 40; i++) {
      const alpha = [8 * rng.normal(), 8 * rng.normal(), 1.5 * rng.normal(), 3 * rng.normal() - 1];
      expect(density.value(alpha), alpha.join(' ')).not.toBeNaN();
    }
    // an outer density steep to one side, to the other as wide as the prior
    expect(density.value(withSds(cases[0][1], -1, 4.5))).not.toBeNaN();
    expect(density.value([0.1, 0.1, 800, 0.1])).toBeNaN();
    expect(density.value(near)).toBe(lp);
  });
});

test('effects drawn given the parameters have the distribution function of numerical integration', () => {
  const one = singles('poisson', (u) => Math.floor(5 * u * u));
  const density = compileNestedQuadrature(one.program);
  const alpha = withSds(one, 0.2, 0.4);
  const { terms } = one.program;
  const inner = terms[0].levels.length > terms[1].levels.length ? 0 : 1;
  const theta = new Float64Array(alpha.length + terms[0].levels.length + terms[1].levels.length);
  const rng = stream('nested effects');
  const start = (place: number): number => alpha.length + (place === 0 ? 0 : terms[0].levels.length);
  const draws = Array.from({ length: 1500 }, () => {
    density.complete(rng, alpha, theta);
    return theta.slice();
  });
  // a school with one class of one row: the density of both effects, given the parameters, is in two dimensions
  const whole = compileLogDensity(one.program);
  const scratch = new Float64Array(whole.dimension);
  const v = start(1 - inner) + 3;
  const u = start(inner) + Number(terms[inner].index[[...terms[1 - inner].index].indexOf(3)]);
  const at = draws[0].slice();
  const grid = Array.from({ length: 161 }, (_, m) => -8 + 0.1 * m);
  const logs = grid.map((a) =>
    grid.map((b) => {
      at[v] = a;
      at[u] = b;
      return whole.logDensityAndGradient(at, scratch);
    }),
  );
  const top = Math.max(...logs.flat());
  const weights = logs.map((row) => row.map((l) => Math.exp(l - top)));
  const ofV = weights.map((row) => row.reduce((a, b) => a + b));
  const ofU = grid.map((_, k) => weights.reduce((sum, row) => sum + row[k], 0));
  for (const [place, marginal] of [
    [v, ofV],
    [u, ofU],
  ] as const) {
    const total = marginal.reduce((a, b) => a + b);
    let below = 0;
    grid.forEach((edge, k) => {
      below += marginal[k] / total;
      const share = draws.filter((draw) => draw[place] <= edge + 0.05).length / draws.length;
      expect(Math.abs(share - below)).toBeLessThan(1.95 / Math.sqrt(draws.length)); // a thousandth is beyond
    });
  }
});
