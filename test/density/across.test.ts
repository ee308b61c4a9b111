import { describe, expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { checkGradient, explain, type GlmmOptions, glmm, laplace, type Model } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { determinant, jacobianMatrix } from '../property/numeric.ts';

/** Rows in which level and spread of y go with the group; x is far from centred. */
function dataOf(groups: number, each: number, correlation = 0.7) {
  const rng = stream('across', groups);
  const effects = Array.from({ length: groups }, () => {
    const [a, b] = [rng.normal(), rng.normal()];
    return { level: 0.8 * a, spread: 0.5 * (correlation * a + Math.sqrt(1 - correlation ** 2) * b) };
  });
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: groups * each }, (_, i) => of(i));
  const x = column(() => 2 + rng.normal());
  const y = x.map((value, i) => {
    const { level, spread } = effects[i % groups];
    return 1 + 0.4 * value + level + Math.exp(-0.5 + spread) * rng.normal();
  });
  const h = column((i) => `h${i % 3}`);
  return {
    y,
    x,
    g: column((i) => `g${i % groups}`),
    h,
    count: y.map((value) => Math.round(Math.exp(value / 2))),
  };
}

const small = dataOf(4, 4);
const table = tableFromColumns(small);
const priors = {
  ...{ Intercept: 'normal(0, 2)', b: 'normal(0, 1)', Intercept_sigma: 'normal(0, 1)' },
  ...{ sd: 'half_normal(1.5)', sd_sigma: 'half_normal(0.5)', cor: 'lkj(3)' },
} as const;
const declare = (formula: string, sigma: string, more: GlmmOptions = {}): Model =>
  glmm(formula, table, { sigma, priors, ...more });

function pointOf(model: Model, seed: number): number[] {
  const rng = stream('point', seed);
  return Array.from({ length: compileLogDensity(model.program).dimension }, () => 0.5 * rng.normal());
}

function lpOf(model: Model, theta: readonly number[]): number {
  const density = compileLogDensity(model.program);
  return density.logDensityAndGradient(theta, new Float64Array(density.dimension));
}

function reporter({ program }: Model): (theta: readonly number[]) => number[] {
  const { names, write } = compileQuantities(program);
  return (theta) => {
    const out = new Float64Array(names.length);
    write(Float64Array.from(theta), out, 0, 1);
    return [...out];
  };
}

const namesOf = ({ program }: Model): string[] => program.reported.map(({ name }) => name);
const normal = (x: number, mean: number, sd: number): number =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);

/** y ~ x + (1 + x |p| g), sigma ~ (1 |p| g): everything written out from what the names say. */
function byHand(names: readonly string[], values: readonly number[]): number {
  const at = (name: string): number => values[names.indexOf(name)];
  const coefs = ['Intercept', 'x', 'sigma_Intercept'];
  const sds = coefs.map((coef) => at(`sd_g__${coef}`));
  const correlation = coefs.map((a, i) =>
    coefs.map((b, j) => (i === j ? 1 : at(`cor_g__${coefs[Math.min(i, j)]}__${i < j ? b : a}`))),
  );
  const covariance = correlation.map((row, i) => row.map((r, j) => r * sds[i] * sds[j]));
  let sum = small.y.reduce((s, y, i) => {
    const effect = (name: string, coef: string): number => at(`r_${name}[${small.g[i]},${coef}]`);
    const mean = at('b_Intercept') + effect('g', 'Intercept') + (at('b_x') + effect('g', 'x')) * small.x[i];
    return s + normal(y, mean, Math.exp(at('b_sigma_Intercept') + effect('g__sigma', 'Intercept')));
  }, 0);
  for (const g of new Set(small.g)) {
    const b = [at(`r_g[${g},Intercept]`), at(`r_g[${g},x]`), at(`r_g__sigma[${g},Intercept]`)];
    const squares = b.reduce((s, u, i) => s + u * cramer(covariance, b, i), 0);
    sum -= 0.5 * squares + 0.5 * Math.log(determinant(covariance)) + 1.5 * Math.log(2 * Math.PI);
  }
  const mean = small.x.reduce((s, x) => s + x, 0) / small.x.length;
  sum += normal(at('b_Intercept') + mean * at('b_x'), 0, 2) + normal(at('b_x'), 0, 1);
  sum += normal(at('b_sigma_Intercept'), 0, 1) + 2 * Math.log(determinant(correlation));
  return sum + normal(sds[0], 0, 1.5) + normal(sds[1], 0, 1.5) + normal(sds[2], 0, 0.5);
}

/** Entry i of the solution of A x = b. */
function cramer(a: readonly (readonly number[])[], b: readonly number[], i: number): number {
  return determinant(a.map((row, r) => row.with(i, b[r]))) / determinant(a.map((row) => [...row]));
}

describe('terms of one id', () => {
  const formula = 'y ~ x + (1 + x |p| g)';
  const model = declare(formula, '~ (1 |p| g)');

  test('are one term with one covariance, under the names of brms', () => {
    expect(model.program.terms).toHaveLength(1);
    expect(namesOf(model)).toEqual([
      ...['b_Intercept', 'b_x', 'b_sigma_Intercept'],
      ...['sd_g__Intercept', 'sd_g__x', 'sd_g__sigma_Intercept'],
      ...['cor_g__Intercept__x', 'cor_g__Intercept__sigma_Intercept', 'cor_g__x__sigma_Intercept'],
    ]);
  });

  test('have the density that is written out by hand, and its gradient', () => {
    const report = reporter(model);
    const { names } = compileQuantities(model.program);
    const excess = [1, 2, 3, 4].map((seed) => {
      const theta = pointOf(model, seed);
      expect(checkGradient(compileLogDensity(model.program), theta).worst).toBeLessThan(1e-6);
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(report, theta, 0.02))));
      const values = report(theta);
      const [, joint] = jointDensity(model).at(Float64Array.from(values), model.outcome.y);
      return {
        byHand: lpOf(model, theta) - jacobian - byHand(names, values),
        apart: joint - byHand(names, values),
      };
    });
    // constants of lkj(3) and of half normals remain
    for (const { byHand: difference, apart } of excess) {
      expect(Math.abs(difference - excess[0].byHand)).toBeLessThan(1e-7);
      expect(Math.abs(apart - excess[0].apart)).toBeLessThan(1e-9);
    }
  });

  test('are separate terms where their correlation is 0', () => {
    const { cor: _, ...ofSds } = priors;
    const joined = declare('y ~ x + (1 |p| g)', '~ (1 |p| g)');
    const apart = declare('y ~ x + (1 | g)', '~ (1 | g)', { priors: ofSds });
    const at = joined.program.alpha.length - 1; // the correlation's coordinate is laid out last
    const excess = [1, 2, 3].map((seed) => {
      const theta = pointOf(apart, seed);
      const levels = 4;
      const [mu, sigma] = [theta.slice(at, at + levels), theta.slice(at + levels)];
      const together = [...theta.slice(0, at), 0, ...mu.flatMap((z, j) => [z, sigma[j]])];
      return lpOf(joined, together) - lpOf(apart, theta);
    });
    for (const e of excess) expect(e).toBeCloseTo(excess[0], 10);
  });

  test('in one formula are what one term says, and one alone is plain', () => {
    const [split, whole, plain] = ['(1 |p| g) + (0 + x |p| g)', '(1 + x |p| g)', '(1 + x | g)'].map(
      (random) => glmm(`y ~ x + ${random}`, table),
    );
    const theta = pointOf(plain, 1);
    expect(split.program.terms[0].coefs).toEqual(['Intercept', 'x']);
    for (const one of [split, whole]) {
      expect(lpOf(one, theta)).toBe(lpOf(plain, theta));
      expect(one.priors).toEqual(plain.priors);
    }
  });

  test('take priors by coefficient, by predictor and, for what lies between predictors, by group', () => {
    const rows = (more: Record<string, string>) =>
      declare(formula, '~ (1 |p| g)', { priors: more }).priors.map(({ parameter, prior, isDefault }) =>
        isDefault ? `${parameter} by default` : `${parameter} ${prior.kind}`,
      );
    expect(rows({ sd_g__sigma_Intercept: 'gamma(2, 3)', cor_g: 'lkj(4)' })).toEqual(
      expect.arrayContaining(['sd_g__sigma_Intercept gamma', 'sd_g__Intercept by default', 'cor_g lkj']),
    );
    expect(rows({ sd_sigma: 'gamma(2, 3)' })).toEqual(
      expect.arrayContaining(['sd_sigma gamma', 'cor_g by default']),
    );
    expect(() => rows({ cor_g__sigma: 'lkj(4)' })).toThrow(/no parameter or class "cor_g__sigma"/);
    const defaults = declare(formula, '~ (1 |p| g)', { priors: {} }).priors;
    const scaleOf = (name: string) => defaults.find(({ parameter }) => parameter === name)?.prior;
    // the log of sigma has unit 1, the mean the outcome's sd
    expect(scaleOf('sd_g__sigma_Intercept')).toMatchObject({ scale: 2.5 });
    expect(scaleOf('sd_g__Intercept')).not.toMatchObject({ scale: 2.5 });
  });

  test('are explained as one draw', () => {
    expect(explain(model, { priors: false })).toContain(
      '(u_0j, u_1j, r_g__sigma[j,Intercept]) ~ Normal(0, G), G 3 x 3, heterogeneous',
    );
  });

  test('are found again: effects, and how those on level and spread go together', () => {
    const many = tableFromColumns(dataOf(120, 6));
    const { population } = laplace(glmm('y ~ x + (1 |p| g)', many, { sigma: '~ (1 |p| g)' }));
    const estimate = (name: string): number => population.estimates[population.names.indexOf(name)];
    // each within three of its standard errors, about 0.06, 0.05 and 0.1
    expect(Math.abs(estimate('sd_g__Intercept') - 0.8)).toBeLessThan(0.18);
    expect(Math.abs(estimate('sd_g__sigma_Intercept') - 0.5)).toBeLessThan(0.15);
    expect(Math.abs(estimate('cor_g__Intercept__sigma_Intercept') - 0.7)).toBeLessThan(0.3);
  });

  test('join three linear predictors', () => {
    const { program } = glmm('count ~ x + (1 |p| g)', table, {
      ...{ family: 'zero_inflated_negbinomial', zi: '~ (1 |p| g)', shape: '~ (1 |q| h) + (1 |p| g)' },
    });
    expect(program.terms.map(({ group, predictors }) => [group, predictors])).toEqual([
      ['g', [0, 1, 2]],
      ['h', [1]],
    ]);
    expect(program.reported.map(({ name }) => name)).toContain('cor_g__shape_Intercept__zi_Intercept');
  });

  test.each([
    ['y ~ x + (1 |p| g)', '~ (1 |p| h)', /id "p" stands with group g and with h/],
    ['y ~ x + (1 |p| g/h)', '~ 1', /id "p" stands with group g and with g:h/],
    ['y ~ x + cs(h |p| g)', '~ 1', /an id is for effects that are correlated/],
    ['y ~ x + (1 || p | g)', '~ 1', /write \(x \|p\| g\), or leave it out/],
    ['y ~ x + (1 |1| g)', '~ 1', /between two bars stands an id/],
    ['y ~ x + (1 |p| g) + (1 | g)', '~ 1', /the intercept varies by g twice/],
  ])('%s, sigma %s is refused', (formula, sigma, message) => {
    expect(() => glmm(formula, table, { sigma })).toThrow(message);
  });
});
