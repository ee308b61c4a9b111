import { describe, expect, test } from 'vitest';
import { chooseFamily } from '../../models/families/choose.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile, gradient, variable } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, type GlmmOptions, glmm, laplace } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { checkGradient, simulatePrior } from '../../src/testing.ts';

const rng = stream('thresholds');
const rows = Array.from({ length: 60 }, (_, i) => i);
const columns = {
  y: rows.map((i) => 1 + (i % 4)),
  words: rows.map((i) => ['never', 'rarely', 'often', 'always'][i % 4]),
  gaps: rows.map((i) => [1, 2, 5][i % 3]),
  one: rows.map(() => 1),
  x: rows.map((i) => 3 + (i % 4) * 0.3 + rng.normal()),
  o: rows.map(() => rng.normal()),
  g: rows.map((i) => `g${i % 6}`),
};
const table = tableFromColumns(columns);
const declared = (formula: string, options: GlmmOptions = {}) =>
  glmm(formula, table, { family: 'cumulative', ...options });

describe('an outcome of ordered categories', () => {
  test.each([
    [
      'words ~ x',
      'outcome "words" is text, whose order is not said: "always", "never", "often", "rarely"; declare',
    ],
    [
      'gaps ~ x',
      '"gaps" has no 3, 4 among its categories 1, ..., 5; number them without gaps, or give their number, as in y | thres(4)',
    ],
    ['one ~ x', '"one" has one category only'],
    ['y | thres(2) ~ x', 'has a category 4, and 2 thresholds are for 3 categories'],
    ['I(y - 1) ~ x', '"I(y - 1)" must hold whole numbers >= 1, got 0 at row 1'],
    ['I(1000 * y) ~ x', 'has categories up to 4000, and 100 are the most; is it a count?'],
    ['y ~ 0 + x', "thresholds stand in the intercept's place"],
    ['y | thres(0) ~ x', 'thres() takes a number of thresholds'],
  ])('refuses %s', (formula, message) => {
    expect(() => declared(formula)).toThrow(message);
  });

  test('refuses thresholds of other families, formulas for thresholds, and bounded priors', () => {
    expect(() => declared('y | thres(3) ~ x', { family: 'poisson' })).toThrow(
      'poisson: thres() is for ordered categories; use family cumulative',
    );
    expect(() => declared('y ~ x', { parameters: { threshold1: '~ x' } })).toThrow(
      'has no parameter "threshold1"',
    );
    expect(() => declared('y ~ x', { priors: { Intercept: 'half_normal(1)' } })).toThrow(
      'b_Intercept[1] needs a prior on the real line, got half_normal(1)',
    );
    expect(() => declared('y ~ x', { priors: { 'b_Intercept[4]': 'normal(0, 1)' } })).toThrow(
      'no parameter or class "b_Intercept[4]"',
    );
  });

  test('fast fits are not for thresholds', () => {
    const model = declared('y ~ x + (1 | g)');
    expect(() => laplace(model, { fast: true })).toThrow('free to take any value, got thresholds; try');
  });

  test('a factor counts its levels from 1, in the order declared', () => {
    const words = declared('words ~ x', { factors: { words: ['never', 'rarely', 'often', 'always'] } });
    expect([...words.outcome.y]).toEqual(columns.y);
    const lines = explain(words);
    expect(lines).toContain('Y is words (1 = never, 2 = rarely, 3 = often, 4 = always)');
    expect(lines).toContain('logit(Pr(Y_i <= k)) = threshold_k - eta_i');
    expect(lines).toContain('eta_i = b_1 x_i');
    expect(lines).toContain('threshold_k: b_Intercept[1], ..., b_Intercept[3]');
    expect(lines).toContain('b_Intercept[2] ~ student_t(3, 0, 2.5)');
  });

  test('of two categories is a bernoulli model with the sign of its intercept turned', () => {
    const two = tableFromColumns({ ...columns, y: columns.y.map((y) => (y > 2 ? 2 : 1)) });
    const [ordered, binary] = [
      laplace(glmm('y ~ x + (1 | g)', two, { family: 'cumulative' })),
      laplace(glmm('I(y - 1) ~ x + (1 | g)', two, { family: 'bernoulli' })),
    ];
    expect(ordered.logLik).toBeCloseTo(binary.logLik, 9);
    const [threshold, ...rest] = ordered.population.estimates;
    const [intercept, ...others] = binary.population.estimates;
    expect(threshold).toBeCloseTo(-intercept, 5);
    rest.forEach((value, i) => {
      expect(value).toBeCloseTo(others[i], 5);
    });
  });
});

test('sratio is a bernoulli model of every category reached: whether it was stopped at', () => {
  const reached = rows.flatMap((i) =>
    Array.from({ length: Math.min(columns.y[i], 3) }, (_, k) => ({ i, k: k + 1 })),
  );
  const stacked = tableFromColumns({
    stopped: reached.map(({ i, k }) => Number(columns.y[i] === k)),
    k: reached.map(({ k }) => `${k}`),
    x: reached.map(({ i }) => columns.x[i]),
    o: reached.map(({ i }) => -columns.o[i]),
    g: reached.map(({ i }) => columns.g[i]),
  });
  const right = 'x + offset(o) + (1 | g)';
  for (const link of ['logit', 'cloglog']) {
    const ordered = laplace(declared(`y ~ ${right}`, { family: 'sratio', link }));
    const binary = laplace(glmm(`stopped ~ 0 + k + ${right}`, stacked, { family: 'bernoulli', link }));
    expect(ordered.logLik).toBeCloseTo(binary.logLik, 8);
    const [one, two, three, slope, sd] = ordered.population.estimates;
    [-slope, one, two, three, sd].forEach((value, i) => {
      const names = ['b_x', 'b_k1', 'b_k2', 'b_k3', 'sd_g__Intercept'];
      expect(value).toBeCloseTo(binary.population.estimates[binary.population.names.indexOf(names[i])], 3);
    });
  }
});

test.each(['logit', 'probit', 'cloglog', 'cauchit'])(
  '%s: the log density and its slopes are finite far out, and thresholds may nearly meet',
  (link) => {
    const family = chooseFamily('cumulative', link);
    const names = family.family.parameters.map(({ name }) => name);
    const row = { y: variable('y'), eta: variable('eta'), trials: variable('trials') };
    const density = family.density(row, Object.fromEntries(names.map((name) => [name, variable(name)])));
    const run = compile([density, ...gradient(density, ['eta', ...names])], ['y', 'eta', ...names]);
    const out = new Float64Array(4);
    for (const eta of [-600, -40, 0, 5, 40, 600])
      for (const y of [1, 2, 3])
        for (const width of [1e-9, 1, 30]) {
          run([y, eta, -1, -1 + width], out);
          expect([...out].every(Number.isFinite), `${y} at ${eta}, ${width}`).toBe(true);
          expect(out[0]).toBeLessThanOrEqual(0);
        }
  },
);

describe('the posterior of thresholds', () => {
  const priors = { b: 'normal(0, 1)', sd: 'half_normal(1)', 'b_Intercept[2]': 'normal(0.5, 1)' };
  const model = declared('y ~ x + offset(o) + (1 + x | g)', { priors });
  const density = compileLogDensity(model.program);

  test('has exact gradients', () => {
    const theta = Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
    expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
  });

  test('is drawn from its prior in order, with categories as outcomes', () => {
    for (let draw = 0; draw < 20; draw++) {
      const { parameters, outcome } = simulatePrior(stream('prior', String(draw)), model);
      const [one, two, three] = [1, 2, 3].map((k) => parameters[`b_Intercept[${k}]`]);
      expect(one < two && two < three).toBe(true);
      expect(outcome.every((y) => [1, 2, 3, 4].includes(y))).toBe(true);
    }
  });

  test('is, with its Jacobian, the density of what is reported', () => {
    const plain = declared('y ~ x', { priors: { b: 'normal(0, 1)' } });
    const sampled = compileLogDensity(plain.program);
    const joint = jointDensity(plain);
    const reported = plain.program.reported.map(({ expression }) => expression);
    const values = compile(reported, plain.program.alpha);
    const out = new Float64Array(reported.length);
    const unused = new Float64Array(sampled.dimension);
    const slopes = compile(
      reported.flatMap((expression) => gradient(expression, plain.program.alpha)),
      plain.program.alpha,
    );
    const differences = Array.from({ length: 5 }, () => {
      const alpha = Array.from({ length: reported.length }, () => 0.7 * rng.normal());
      values(alpha, out);
      const jacobian = new Float64Array(reported.length ** 2);
      slopes(alpha, jacobian);
      const n = reported.length;
      const matrix = Array.from({ length: n }, (_, i) => [...jacobian.slice(i * n, (i + 1) * n)]);
      const logVolume = Math.log(Math.abs(determinant(matrix)));
      return sampled.logDensityAndGradient(alpha, unused) - joint.at(out, plain.outcome.y)[1] - logVolume;
    });
    for (const difference of differences) expect(difference).toBeCloseTo(differences[0], 9);
  });
});

/** By expansion. */
function determinant(m: readonly (readonly number[])[]): number {
  if (m.length === 0) return 1;
  return m[0].reduce(
    (sum, value, j) =>
      sum + (j % 2 === 0 ? 1 : -1) * value * determinant(m.slice(1).map((row) => row.toSpliced(j, 1))),
    0,
  );
}
