import { describe, expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, type GlmmOptions, glmm, laplace } from '../../src/index.ts';
import { checkGradient, simulatePrior } from '../../src/testing.ts';

const rng = stream('categorical');
const rows = Array.from({ length: 60 }, (_, i) => i);
const words = ['car', 'bus', 'on foot', 'bus'];
const columns = {
  y: rows.map((i) => words[i % 4]),
  two: rows.map((i) => (i % 4 < 2 ? 'no' : 'yes')),
  x: rows.map((i) => (i % 4) * 0.4 + rng.normal()),
  z: rows.map(() => rng.normal()),
  g: rows.map((i) => `g${i % 6}`),
};
const table = tableFromColumns(columns);
const declared = (formula: string, options: GlmmOptions = {}) =>
  glmm(formula, table, { family: 'categorical', ...options });

describe('an outcome of unordered categories', () => {
  test('has a linear predictor for each but the first, named as in brms', () => {
    const { program, design, outcome } = declared('y ~ x + (1 | g)');
    expect(program.reported.map(({ name }) => name)).toEqual([
      ...['b_mucar_Intercept', 'b_mucar_x', 'b_muonfoot_Intercept', 'b_muonfoot_x'],
      ...['sd_g__mucar_Intercept', 'sd_g__muonfoot_Intercept'],
    ]);
    expect(design.formula).toBe('y ~ x + (1 | g)');
    expect([...outcome.y.slice(0, 4)]).toEqual([2, 1, 3, 1]);
  });

  test('takes another reference from the order of its levels, and formulas by category', () => {
    const factors = { y: ['on foot', 'bus', 'car'] };
    const { program, design } = declared('y ~ x; mucar ~ z', { factors, parameters: { mubus: '~ 1' } });
    expect(program.reported.map(({ name }) => name)).toEqual([
      'b_mubus_Intercept',
      'b_mucar_Intercept',
      'b_mucar_z',
    ]);
    expect(design.formula).toBe('y ~ x; mubus ~ 1; mucar ~ z');
    const text = explain(declared('y ~ x + (1 |p| g)', { factors }));
    expect(text).toContain('log(Pr(Y_ij = car) / Pr(Y_ij = on foot)) = mucar_ij');
    expect(text).toContain('correlation cor_g__mubus_Intercept__mucar_Intercept');
  });

  test('the reference changes the parameters and not the likelihood', () => {
    const one = laplace(declared('y ~ x'));
    const other = laplace(declared('y ~ x', { factors: { y: ['on foot', 'bus', 'car'] } }));
    expect(other.logLik).toBeCloseTo(one.logLik, 9);
  });

  test('of two levels is a bernoulli model', () => {
    const [two, binary] = [
      laplace(declared('two ~ x + (1 | g)')),
      laplace(glmm('two ~ x + (1 | g)', table, { family: 'bernoulli', factors: { two: ['no', 'yes'] } })),
    ];
    expect(two.logLik).toBeCloseTo(binary.logLik, 9);
    two.population.estimates.forEach((value, i) => {
      expect(value).toBeCloseTo(binary.population.estimates[i], 5);
    });
  });

  test('has exact gradients, and is drawn from its prior', () => {
    const model = declared('y ~ x + (1 + x |p| g)', {
      priors: { b_mucar: 'normal(0, 1)', Intercept_muonfoot: 'normal(0, 1)', cor_g: 'lkj(2)' },
    });
    const density = compileLogDensity(model.program);
    const theta = Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
    expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
    const { outcome } = simulatePrior(stream('drawn'), model);
    expect(outcome.every((y) => [1, 2, 3].includes(y))).toBe(true);
  });

  test.each([
    ['x + z ~ 1', {}, 'categories must be the levels of one column, got x + z'],
    ['y | thres(2) ~ x', {}, 'thres() is for ordered categories'],
    ['y ~ x; mutrain ~ z', {}, 'has no parameter "mutrain" (have: mucar, muonfoot)'],
    ['g ~ x', { priors: { b: 'normal(0, 1)' } }, 'no parameter or class "b"'],
  ] as const)('refuses %s', (formula, options, message) => {
    expect(() => declared(formula, options)).toThrow(message);
  });

  test('refuses one category, categories of one name, and one that only incomplete rows have', () => {
    const with_ = (y: readonly (string | null)[], x = columns.x) =>
      glmm('y ~ x', tableFromColumns({ y, x }), { family: 'categorical' });
    expect(() => with_(rows.map(() => 'a'))).toThrow('the outcome has one category only, a');
    expect(() => with_(rows.map((i) => ['a', 'b c', 'bc'][i % 3]))).toThrow('would both be called mubc');
    expect(() => with_(rows.map((i) => ['+', '-', 'b'][i % 3]))).toThrow(
      'category "-" has no letter or digit to name its coefficients by',
    );
    const x = columns.x.map((value, i) => (i % 3 === 2 ? Number.NaN : value));
    expect(() =>
      with_(
        rows.map((i) => ['a', 'b', 'c'][i % 3]),
        x,
      ),
    ).toThrow('"y" is c only in rows that lack other values');
  });
});
