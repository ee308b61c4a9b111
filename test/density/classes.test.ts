import { describe, expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { checkGradient, conditionalModes, explain, glmm, laplace, type Model } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { determinant, jacobianMatrix } from '../property/numeric.ts';

/** Groups of two kinds, whose effects vary little in A and much in B. */
function columnsOf(groups: number, each: number) {
  const rng = stream('classes', groups);
  const effects = Array.from({ length: groups }, (_, j) => (j % 2 === 0 ? 0.4 : 1.2) * rng.normal());
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: groups * each }, (_, i) => of(i));
  const f = column((i) => ((i % groups) % 2 === 0 ? 'A' : 'B'));
  const x = column(() => 1 + rng.normal());
  const y = column((i) => 1 + 0.5 * x[i] + effects[i % groups] * (1 + 0.5 * x[i]) + 0.6 * rng.normal());
  const i = column((row) => `i${row % groups}`);
  return {
    y,
    x,
    f,
    i,
    g: column((row) => `g${row % groups}`),
    count: y.map((v) => Math.round(Math.exp(v / 2))),
  };
}

const half = (columns: ReturnType<typeof columnsOf>, kind: string) => {
  const kept = columns.f.flatMap((f, i) => (f === kind ? [i] : []));
  const take = <T>(values: readonly T[]): T[] => kept.map((i) => values[i]);
  return tableFromColumns({
    ...{ y: take(columns.y), x: take(columns.x), g: take(columns.g), count: take(columns.count) },
  });
};

function lpOf({ program }: Model, theta: readonly number[]): number {
  const density = compileLogDensity(program);
  return density.logDensityAndGradient(theta, new Float64Array(density.dimension));
}

describe('gr(g, by = f)', () => {
  const columns = columnsOf(16, 5);
  const table = tableFromColumns(columns);

  test('has sds and correlations for each level of f, under the names of brms, and an effect a level of g', () => {
    const model = glmm('y ~ x + (1 + x | gr(g, by = f))', table);
    expect(model.program.reported.map(({ name }) => name)).toEqual([
      ...['b_Intercept', 'b_x', 'sd_g__Intercept:fA', 'sd_g__x:fA', 'cor_g__Intercept:fA__x:fA'],
      ...['sd_g__Intercept:fB', 'sd_g__x:fB', 'cor_g__Intercept:fB__x:fB', 'sigma'],
    ]);
    const { names } = compileQuantities(model.program);
    expect(names.filter((name) => name.startsWith('r_g[g1,'))).toEqual(['r_g[g1,Intercept]', 'r_g[g1,x]']);
    expect(explain(model)).toContain('of fB: (u_0j, u_1j) ~ Normal(0, G), G 2 x 2, heterogeneous');
  });

  test('is as likely as two models of the halves, where they share nothing', () => {
    const whole = laplace(glmm('count ~ f + f:x + (1 | gr(g, by = f))', table, { family: 'poisson' }));
    const [a, b] = ['A', 'B'].map((kind) =>
      laplace(glmm('count ~ x + (1 | g)', half(columns, kind), { family: 'poisson' })),
    );
    expect(whole.logLik).toBeCloseTo(a.logLik + b.logLik, 6);
    const at = (fit: typeof a, name: string): number =>
      fit.population.estimates[fit.population.names.indexOf(name)];
    expect(at(whole, 'sd_g__Intercept:fA')).toBeCloseTo(at(a, 'sd_g__Intercept'), 4);
    expect(at(whole, 'sd_g__Intercept:fB')).toBeCloseTo(at(b, 'sd_g__Intercept'), 4);
    const modes = conditionalModes(whole).filter(({ level }) => level === 'g3');
    const [mode] = conditionalModes(b).filter(({ level }) => level === 'g3');
    expect(modes).toHaveLength(1);
    expect(modes[0].mode).toBeCloseTo(mode.mode, 4);
    expect(modes[0].conditionalSd).toBeCloseTo(mode.conditionalSd, 4);
  });

  test.each([
    ['y ~ x + (1 + x | gr(g, by = f))', 'gaussian'],
    ['count ~ x + homdiag(1 + x | gr(g, by = f))', 'poisson'],
  ] as const)('%s: the density is what is written apart, times the Jacobian', (formula, family) => {
    const small = tableFromColumns(columnsOf(4, 4));
    const priors = { ...{ Intercept: 'normal(0, 2)', b: 'normal(0, 1)', sd: 'half_normal(1)' } } as const;
    const model = glmm(formula, small, { family, priors });
    const { write, names } = compileQuantities(model.program);
    const own = model.program.terms[0];
    const size = compileLogDensity(model.program).dimension;
    const start = model.program.alpha.length;
    // z of the other class enter nothing but their own standard normal density
    const isIdle = Array.from({ length: size }, (_, i) => {
      const [level, c] = [Math.floor((i - start) / 4), (i - start) % 4];
      return i >= start && Math.floor(c / 2) !== own.classes?.of[level];
    });
    const excess = [1, 2, 3].map((seed) => {
      const rng = stream('theta', seed);
      const theta = Array.from({ length: size }, () => 0.5 * rng.normal());
      expect(checkGradient(compileLogDensity(model.program), theta).worst).toBeLessThan(1e-6);
      const busy = theta.flatMap((_, i) => (isIdle[i] ? [] : [i]));
      const report = (at: readonly number[]): number[] => {
        const all = Float64Array.from(theta);
        busy.forEach((place, i) => {
          all[place] = at[i];
        });
        const out = new Float64Array(names.length);
        write(all, out, 0, 1);
        return [...out];
      };
      const point = busy.map((place) => theta[place]);
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(report, point, 0.02))));
      const [, joint] = jointDensity(model).at(Float64Array.from(report(point)), model.outcome.y);
      const idle = theta.reduce((s, z, i) => s + (isIdle[i] ? 0.5 * z * z : 0), 0);
      return lpOf(model, theta) + idle - jacobian - joint;
    });
    for (const e of excess) expect(Math.abs(e - excess[0])).toBeLessThan(1e-7);
  });

  test('takes priors by class of coefficients, and by coefficient and level', () => {
    const priors = { 'sd_g__Intercept:fB': 'exponential(2)', sd_g: 'half_normal(3)' } as const;
    const { priors: table0 } = glmm('y ~ x + (1 | gr(g, by = f))', table, { priors });
    expect(table0.filter(({ isDefault }) => !isDefault).map(({ parameter }) => parameter)).toEqual([
      'sd_g',
      'sd_g__Intercept:fB',
    ]);
  });

  test('joins linear predictors by an id', () => {
    const { program } = glmm('y ~ x + (1 |p| gr(g, by = f))', table, { sigma: '~ (1 |p| gr(g, by = f))' });
    expect(program.reported.map(({ name }) => name)).toContain('cor_g__Intercept:fB__sigma_Intercept:fB');
    expect(program.terms[0].predictors).toEqual([0, 1, 0, 1]);
  });

  test.each([
    ['y ~ (1 | gr(f, by = g))', /needs one value of "g" in each level of f, and "A" has "g0" and "g/],
    ['y ~ (1 | gr(g, by = 2))', /by of gr\(\) is a column/],
    ['y ~ (1 | gr(g, of = f))', /gr\(\) takes by, cov, prec, got "of"/],
    ['y ~ (1 | gr(g, f))', /gr\(\) takes one group/],
    ['y ~ (1 | gr(g, by = h))', /no column "h"/],
    ['y ~ (1 + x + I(x^2) | gr(g, by = i))', /16 levels of i with 3 coefficients each, more than 40 in all/],
    ['y ~ gr(g, by = f)', /gr\(\) stands right of a bar/],
    ['y ~ (1 |p| g) + (0 + x |p| gr(g, by = f))', /terms of id "p" need the same "by"/],
  ])('%s is refused', (formula, message) => {
    expect(() => glmm(formula, table)).toThrow(message);
  });
});
