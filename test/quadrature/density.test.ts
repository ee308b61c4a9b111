import { describe, expect, test } from 'vitest';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { compilePopulationKernel } from '../../src/engine/program/populationKernel.ts';
import { etasOf, type Program, predictorsOf } from '../../src/engine/program/program.ts';
import { compileQuadrature } from '../../src/engine/quadrature/density.ts';
import { distinctLevels } from '../../src/engine/quadrature/distinctLevels.ts';
import { stream } from '../../src/engine/rng.ts';

/** Levels of one to four rows; in the even ones x is 0 and the outcome alike, so that some have the same rows. */
function model(
  formula: string,
  options: GlmmOptions,
  y: (i: number, u: number) => number,
  more: Record<string, number[]> = {},
): Model {
  const rng = stream('quadrature', formula);
  const g = Array.from({ length: 14 }, (_, j) => Array(1 + (j % 4)).fill(j)).flat() as number[];
  const columns = {
    y: g.map((j, i) => (j % 2 === 0 ? y(j, 0.5) : y(i, rng.uniform()))),
    x: g.map((j) => (j % 2 === 0 ? 0 : rng.normal())),
    n: g.map(() => 6),
    w: g.map((j) => 1 + (j % 3)),
    g: g.map((j) => `g${String(j).padStart(2, '0')}`),
    ...more,
  };
  return glmm(formula, tableFromColumns(columns), options);
}

/**
 * The same log density by definition: Simpson's rule on a fine grid of each level's z, every row's density from its
 * expression. No code of the sampler's but the map from alpha to the model's values.
 */
function byDefinition(program: Program, alpha: Float64Array, steps = 1600): number {
  const { rows, terms, auxiliary, linear } = program;
  const [{ index, columns, predictors, levels }] = terms;
  const kernel = compilePopulationKernel(program);
  const values = new Float64Array(kernel.count);
  kernel.forward(alpha, values);
  const known = rows.known ?? [];
  const names = [
    'y',
    'trials',
    ...known.map(({ name }) => name),
    ...etasOf(rows),
    ...auxiliary.map(({ name }) => name),
  ];
  const density = compile([rows.density], names);
  const out = new Float64Array(1);
  const aux = [...values.subarray(linear.length, linear.length + auxiliary.length)];
  const factor = values[linear.length + auxiliary.length];
  let first = 0;
  const fixed = predictorsOf(rows).map(({ x, width, hasIntercept, offset }) => {
    const own = values.subarray(first, first + width + (hasIntercept ? 1 : 0));
    first += own.length;
    return Array.from({ length: rows.count }, (_, i) => {
      const start = (hasIntercept ? own[0] : 0) + (offset?.[i] ?? 0);
      return Array.from(
        { length: width },
        (_, j) => x[i * width + j] * own[j + (hasIntercept ? 1 : 0)],
      ).reduce((a, b) => a + b, start);
    });
  });
  const rowAt = (i: number, z: number): number => {
    const etas = fixed.map(
      (eta, p) => eta[i] + (p === predictors[0] ? factor * z * (columns[0]?.[i] ?? 1) : 0),
    );
    density(
      [rows.y[i], rows.trials?.[i] ?? 1, ...known.map(({ values }) => values[i]), ...etas, ...aux],
      out,
    );
    return (rows.weights?.[i] ?? 1) * out[0];
  };
  const half = 10;
  const h = (2 * half) / steps;
  let lp = kernel.backward(alpha, new Float64Array(kernel.count), new Float64Array(alpha.length));
  levels.forEach((_, j) => {
    const own = [...index].flatMap((level, i) => (level === j ? [i] : []));
    const logs = Array.from({ length: steps + 1 }, (_, m) => {
      const z = -half + m * h;
      return own.reduce((sum, i) => sum + rowAt(i, z), -0.5 * z * z - 0.5 * Math.log(2 * Math.PI));
    });
    const top = Math.max(...logs);
    const weight = (m: number): number => (m === 0 || m === steps ? 1 : m % 2 === 0 ? 2 : 4);
    lp += top + Math.log((h / 3) * logs.reduce((sum, l, m) => sum + weight(m) * Math.exp(l - top), 0));
  });
  return lp;
}

const count = (_: number, u: number): number => Math.floor(4 * u * u);
const binary = (i: number, u: number): number => (u < 0.5 ? 1 : i % 3 === 0 ? 1 : 0);
const cases: readonly (readonly [string, Model])[] = [
  ['bernoulli', model('y ~ x + (1 | g)', { family: 'bernoulli' }, binary)],
  ['bernoulli by probit', model('y ~ x + (1 | g)', { family: 'bernoulli', link: 'probit' }, binary)],
  ['binomial', model('y | trials(n) ~ x + (1 | g)', { family: 'binomial' }, (_, u) => Math.floor(6 * u))],
  ['poisson with weights', model('y ~ x + (1 | g)', { family: 'poisson', weights: 'w' }, count)],
  ['poisson, a slope alone', model('y ~ x + (0 + x | g)', { family: 'poisson' }, count)],
  ['negbinomial', model('y ~ x + (1 | g)', { family: 'negbinomial' }, count)],
  ['gamma', model('y ~ x + (1 | g)', { family: 'gamma' }, (_, u) => 0.1 + u)],
  [
    'gaussian with a formula for sigma',
    model('y ~ x + (1 | g)', { family: 'gaussian', sigma: '~ x' }, (_, u) => 3 * u),
  ],
];

describe('the log density with effects integrated out', () => {
  test.each(cases)('is that by definition, its gradient that of differences: %s', (_, { program }) => {
    const density = compileQuadrature(program);
    for (const sd of [-2, 1.3]) {
      const alpha = new Float64Array(program.alpha.length).fill(0.15);
      alpha[alpha.length - 1] = sd;
      const lp = density.value(alpha);
      // Simpson's rule on this grid is good to 1e-10 of each of 14 levels
      expect(lp).toBeCloseTo(byDefinition(program, alpha), 8);
      const check = checkGradient(density, alpha);
      expect(check.worst).toBeLessThan(1e-7);
      expect(density.value(alpha)).toBe(lp);
    }
  });

  test('holds where levels are steep and flat: sds of 20 and 3000', () => {
    const { program } = model('y ~ x + (1 | g)', { family: 'bernoulli' }, (i) => i % 2);
    const density = compileQuadrature(program);
    for (const sd of [20, 3000]) {
      const alpha = Float64Array.of(0.4, 0.3, Math.log(sd));
      const gradient = new Float64Array(3);
      const lp = density.logDensityAndGradient(alpha, gradient);
      expect(Number.isFinite(lp)).toBe(true);
      expect(checkGradient(density, alpha).worst).toBeLessThan(1e-6);
      if (sd === 20) expect(lp).toBeCloseTo(byDefinition(program, alpha, 10_000), 7);
    }
  });

  test('is found far out too, where the first steps towards the top are too long', () => {
    const { program } = model('y ~ x + (1 | g)', { family: 'bernoulli' }, (i) => i % 2);
    const density = compileQuadrature(program);
    const rng = stream('far out');
    for (let i = 0; i < 100; i++) {
      const alpha = [8 * rng.normal(), 8 * rng.normal(), 2 * rng.normal()];
      expect(density.value(alpha), alpha.join(' ')).not.toBeNaN();
    }
  });

  test('is not a number, and comes back, where an sd is no number any more', () => {
    const { program } = model('y ~ x + (1 | g)', { family: 'bernoulli' }, binary);
    expect(compileQuadrature(program).value([0.4, 0.3, 800])).toBeNaN();
  });

  test('levels with the same rows are one', () => {
    const { program } = model('y ~ x + (1 | g)', { family: 'bernoulli' }, binary);
    const { of, count } = distinctLevels(program);
    expect(count.reduce((a, b) => a + b)).toBe(14);
    expect(count.length).toBeLessThan(14);
    expect(of[4]).toBe(of[8]);
    expect(of[4]).not.toBe(of[0]);
  });
});

describe('effects drawn given the parameters', () => {
  test.each([
    ['moderate', 1.5],
    ['a large sd', 60],
  ])('have the distribution function of numerical integration: %s', (_, sd) => {
    const { program } = model('y ~ x + (1 | g)', { family: 'bernoulli' }, binary);
    const density = compileQuadrature(program);
    const alpha = Float64Array.of(0.4, 0.3, Math.log(sd));
    const theta = new Float64Array(3 + 14);
    const rng = stream('effects', sd);
    const draws = Array.from({ length: 1000 }, () => {
      density.complete(rng, alpha, theta);
      return theta.slice(3);
    });
    const kernel = compilePopulationKernel(program);
    const values = new Float64Array(kernel.count);
    kernel.forward(alpha, values);
    const { x, y, width } = program.rows;
    for (const level of [0, 3, 7]) {
      const own = [...program.terms[0].index].flatMap((j, i) => (j === level ? [i] : []));
      const logDensity = (z: number): number =>
        own.reduce(
          (sum, i) => {
            const eta = values[0] + x[i * width] * values[1] + sd * z;
            return sum - Math.log1p(Math.exp(y[i] === 1 ? -eta : eta));
          },
          -0.5 * z * z,
        );
      const sorted = draws.map((z) => z[level]).sort((a, b) => a - b);
      expect(distance(sorted, logDensity)).toBeLessThan(1.95 / Math.sqrt(sorted.length)); // a thousandth is beyond
    }
  });
});

/** The largest difference of an empirical distribution function and that of a density on (-10, 10). */
function distance(sorted: readonly number[], logDensity: (z: number) => number): number {
  const steps = 4000;
  const h = 20 / steps;
  const density = Array.from({ length: steps }, (_, m) => Math.exp(logDensity(-10 + (m + 0.5) * h)));
  const total = density.reduce((a, b) => a + b);
  let [below, at, worst] = [0, 0, 0];
  density.forEach((d, m) => {
    below += d / total;
    while (at < sorted.length && sorted[at] <= -10 + (m + 1) * h) at++;
    worst = Math.max(worst, Math.abs(at / sorted.length - below));
  });
  return worst;
}
