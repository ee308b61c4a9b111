import { describe, expect, test } from 'vitest';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { checkGradient, explain, glmm, invWishart, type Model } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { determinant, jacobianMatrix } from '../property/numeric.ts';

const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 18 }, (_, i) => of(i));
const noise = stream('invWishart', 1);
const table = tableFromColumns({
  y: column(() => noise.normal()),
  // far from centred, so that internal columns are not the user's
  x: column(() => 3 + 2 * noise.normal()),
  w: column(() => noise.normal() - 1),
  t: column((i) => i % 3),
  g: column((i) => `g${i % 6}`),
});
const scale = [
  [2, 0.5, 0.1],
  [0.5, 1, -0.2],
  [0.1, -0.2, 0.7],
];
const df = 6;
const declare = (random: string, priors: Record<string, string>): Model =>
  glmm(`y ~ x + ${random}`, table, {
    priors: { Intercept: 'normal(0, 1)', b: 'normal(0, 1)', sigma: 'gamma(2, 2)', ...priors },
  });
const model = declare('(1 + x + w | g)', { cov_g: `inv_wishart(${df}, ${JSON.stringify(scale)})` });
const coefs = ['Intercept', 'x', 'w'];

/** G from what is reported. */
function covarianceOf(at: (name: string) => number): number[][] {
  const r = (i: number, j: number): number =>
    i === j ? 1 : at(`cor_g__${coefs[Math.min(i, j)]}__${coefs[Math.max(i, j)]}`);
  return coefs.map((a, i) => coefs.map((b, j) => r(i, j) * at(`sd_g__${a}`) * at(`sd_g__${b}`)));
}

/** The published density, by determinants alone: Gelman et al. 2013, appendix A. */
function published(g: number[][]): number {
  const k = 3;
  const cofactor = (i: number, j: number): number =>
    (-1) ** (i + j) * determinant(g.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j)));
  const trace = scale.reduce((s, row, i) => s + row.reduce((t, x, j) => t + x * cofactor(i, j), 0), 0);
  // Gamma_3(3) = pi^(3 / 2) Gamma(3) Gamma(5 / 2) Gamma(2)
  const logGamma = 1.5 * Math.log(Math.PI) + Math.log(2) + Math.log(0.75 * Math.sqrt(Math.PI));
  const constant = (df / 2) * Math.log(determinant(scale)) - (df * k * Math.LN2) / 2 - logGamma;
  return constant - ((df + k + 1) / 2) * Math.log(determinant(g)) - trace / determinant(g) / 2;
}

describe('inv_wishart', () => {
  test('is the published density of G, normalised, whatever the internal columns', () => {
    const { program } = model;
    const { names, write } = compileQuantities(program);
    const density = compileLogDensity(program);
    const population = program.reported.length;
    const dimension = program.alpha.length;
    const others = Math.log(2); // nothing but y's, the effects' and scalar priors' densities are left
    const excess = [1, 2, 3, 4].map((seed) => {
      const rng = stream('point', seed);
      const theta = Array.from({ length: density.dimension }, () => 0.4 * rng.normal());
      expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
      const report = (at: readonly number[]): number[] => {
        const out = new Float64Array(names.length);
        write(Float64Array.from([...at, ...theta.slice(at.length)]), out, 0, 1);
        return [...out.subarray(0, population)];
      };
      const values = report(theta.slice(0, dimension));
      const at = (name: string): number => values[names.indexOf(name)];
      // coordinates to coefficients, the covariance's entries and sigma
      const toG = (point: readonly number[]): number[] => {
        const reported = report(point);
        const g = covarianceOf((name) => reported[names.indexOf(name)]);
        return [
          reported[0],
          reported[1],
          ...g.flatMap((row, i) => row.slice(0, i + 1)),
          reported[population - 1],
        ];
      };
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(toG, theta.slice(0, dimension), 0.02))));
      const mean = table.columns.get('x');
      const centre = mean?.kind === 'number' ? mean.values.reduce((s, x) => s + x, 0) / 18 : Number.NaN;
      const scalars =
        normal(at('b_Intercept') + centre * at('b_x')) +
        normal(at('b_x')) +
        2 * others +
        Math.log(at('sigma')) -
        2 * at('sigma');
      const all = new Float64Array(names.length);
      write(Float64Array.from(theta), all, 0, 1);
      const joint = jointDensity(model).at(all, model.outcome.y);
      const ofEffects = theta
        .slice(dimension)
        .reduce((s, z) => s - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI), 0);
      const lp = density.logDensityAndGradient(theta, new Float64Array(density.dimension));
      return lp - joint[0] - ofEffects - jacobian - scalars - published(covarianceOf(at));
    });
    for (const e of excess) expect(Math.abs(e)).toBeLessThan(1e-6);
  });

  test('is written apart for calibration, up to a constant', () => {
    const { names, write } = compileQuantities(model.program);
    const density = compileLogDensity(model.program);
    const report = (at: readonly number[]): number[] => {
      const out = new Float64Array(names.length);
      write(Float64Array.from(at), out, 0, 1);
      return [...out];
    };
    const [one, other] = [1, 2].map((seed) => {
      const rng = stream('point', seed);
      const theta = Array.from({ length: density.dimension }, () => 0.4 * rng.normal());
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(report, theta, 0.02))));
      const lp = density.logDensityAndGradient(theta, new Float64Array(density.dimension));
      return lp - jacobian - jointDensity(model).at(report(theta), model.outcome.y)[1];
    });
    expect(other).toBeCloseTo(one, 6);
  });

  test('draws have its mean, S / (df - k - 1)', () => {
    const draws = Array.from({ length: 4000 }, (_, d) => {
      const { parameters } = simulatePrior(stream('draw', d), model);
      return covarianceOf((name) => parameters[name]);
    });
    // standard errors of means: Var(G_ij) is about 4 S_ii S_jj here, heavy-tailed with df = 6
    coefs.forEach((_, i) => {
      for (let j = 0; j <= i; j++) {
        const mean = draws.reduce((s, g) => s + g[i][j], 0) / draws.length;
        const wanted = scale[i][j] / (df - 4);
        expect(Math.abs(mean - wanted)).toBeLessThan(0.15 * Math.sqrt(scale[i][i] * scale[j][j]));
      }
    });
  });

  test('stands in the table, for joined terms and each class too', () => {
    expect(explain(model)).toContain(
      'cov_g ~ inv_wishart(6, [[2, 0.5, 0.1], [0.5, 1, -0.2], [0.1, -0.2, 0.7]])',
    );
    const rows = glmm('y ~ x + (x |p| g)', table, {
      ...{ sigma: '~ (1 |p| g)', priors: { cov: invWishart(4, 2) } },
    }).priors.filter(({ isDefault }) => !isDefault);
    expect(rows).toEqual([
      { parameter: 'cov', prior: { kind: 'invWishart', df: 4, scale: 2 }, isDefault: false },
    ]);
  });

  test.each([
    [
      '(1 + x | g)',
      { cov_g: 'inv_wishart(6, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])' },
      /is of 3 coefficients, and the term has 2/,
    ],
    ['(1 + x | g)', { cov_g: 'inv_wishart(4)' }, /inv_wishart takes degrees of freedom and a scale, as in/],
    ['(1 + x | g)', { cov_g: 'inv_wishart(0.5, 1)' }, /needs df > 1/],
    [
      '(1 | g)',
      { cov_g: 'inv_wishart(5, 1)' },
      /"cov_g" would be of the covariance of a term such as \(x \| g\)/,
    ],
    [
      '(1 + x | g)',
      { cov_h: 'inv_wishart(5, 1)' },
      /has no covariance "cov_h" \(have: cov_g, cov\)\. Did you mean "cov_g"\?/,
    ],
    ['ar1(t | g)', { cov: 'inv_wishart(5, 1)' }, /of two coefficients or more without a structure/],
    ['(1 + x | g)', { cov_g: 'half_normal(1)' }, /cov_g takes inv_wishart\(df, S\), got half_normal\(1\)/],
    ['(1 + x | g)', { sd_g: 'inv_wishart(5, 1)' }, /inv_wishart is for cov, a whole covariance/],
    ['(1 + x | g)', { cor_g: 'inv_wishart(5, 1)' }, /cor_g takes lkj\(eta\)/],
    [
      '(1 + x | g)',
      { cov_g: 'inv_wishart(5, 1)', sd_g: 'half_normal(1)' },
      /that "sd_g" would cover has a prior of its own/,
    ],
    ['(1 + x | g)', { cov_g: 'inv_wishart(5, [[1, 2], [2, 1]])' }, /must be positive definite/],
    ['(1 + x | g)', { cov_g: 'inv_wishart(5, [[1, 2], [0, 9]])' }, /square, symmetric scale/],
  ])('%s with %o is refused', (random, priors, message) => {
    expect(() => declare(random, priors as unknown as Record<string, string>)).toThrow(message);
  });
});

function normal(x: number): number {
  return -0.5 * x * x - 0.5 * Math.log(2 * Math.PI);
}
