import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import { links } from '../../models/families/links.ts';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile, constant, variable } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import { parameterValue } from './familyCases.ts';

const rng = stream('censored');
const rows = Array.from({ length: 24 }, (_, i) => i);
const x = rows.map(() => rng.normal());
const y = rows.map((i) => 1 + 0.5 * x[i] + rng.normal());
const words = ['none', 'right', 'left', 'interval'];
const kind = rows.map((i) => words[i % 4]);
const upper = rows.map((i) => (i % 4 === 3 ? y[i] + 0.3 + (i % 5) : Number.NaN));
const g = rows.map((i) => `g${i % 3}`);
const table = tableFromColumns({ y, x, kind, upper, g });
const formula = 'y | cens(kind, upper) ~ x + (1 | g)';

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

describe('tails', () => {
  const rowsWithTails = builtinFamilies.flatMap((family) =>
    Object.keys(family.links).flatMap((link) => {
      const { tails } = chooseFamily(family, link);
      return tails === null ? [] : [{ family, link, tails }];
    }),
  );

  test.each(rowsWithTails)(
    '$family.name, $link: they are those of its distribution function',
    ({ family, link, tails }) => {
      const parameters = Object.fromEntries(family.parameters.map(({ name }) => [name, variable(name)]));
      const row = { y: variable('y'), eta: variable('eta'), trials: constant(1) };
      const names = ['y', 'eta', ...family.parameters.map(({ name }) => name)];
      const run = compile(
        [
          tails.below(row, parameters),
          tails.above(row, parameters),
          links[link].inverse?.(variable('eta')) ?? constant(Number.NaN),
        ],
        names,
      );
      const out = new Float64Array(3);
      for (const y of [0.05, 0.7, 3])
        for (const eta of [0.3, 1.4]) {
          const own = family.parameters.map((parameter) => parameterValue(family, parameter, 0.7));
          run([y, eta, ...own], out);
          const named = Object.fromEntries(family.parameters.map(({ name }, i) => [name, own[i]]));
          const below = family.cdf?.(y, { mu: out[2], trials: 1, parameters: named }) ?? Number.NaN;
          expect(Math.exp(out[0])).toBeCloseTo(below, 12);
          expect(Math.exp(out[1])).toBeCloseTo(1 - below, 12);
        }
    },
  );

  test('gaussian, lognormal, exponential and weibull have them', () => {
    expect(new Set(rowsWithTails.map(({ family }) => family.name))).toEqual(
      new Set(['gaussian', 'lognormal', 'exponential', 'weibull']),
    );
  });
});

test('its gradient is that of differences', () => {
  const { dimension, logDensityAndGradient } = compileLogDensity(glmm(formula, table).program);
  const theta = Float64Array.from({ length: dimension }, (_, i) => 0.2 * (i - 2));
  const [gradient, unused] = [new Float64Array(dimension), new Float64Array(dimension)];
  logDensityAndGradient(theta, gradient);
  gradient.forEach((slope, i) => {
    const at = (by: number): number => logDensityAndGradient(theta.with(i, theta[i] + by), unused);
    expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(slope, 6);
  });
});

test('without group effects it is the sum by hand, and each code and each end moves it', () => {
  const fitted = laplace(glmm('y | cens(kind, upper) ~ x', table));
  const [a, b, sigma] = ['b_Intercept', 'b_x', 'sigma'].map(
    (name) => fitted.population.estimates[fitted.population.names.indexOf(name)],
  );
  const z = (v: number, i: number): number => (v - a - b * x[i]) / sigma;
  const byHand = rows.reduce((sum, i) => {
    const lower = z(y[i], i);
    const p = [
      density(lower) / sigma,
      normalCdf(-lower),
      normalCdf(lower),
      normalCdf(z(upper[i], i)) - normalCdf(lower),
    ][i % 4];
    return sum + Math.log(p);
  }, 0);
  expect(fitted.logLik).toBeCloseTo(byHand, 9);
  expect(fitted.certificate.converged).toBe(true);
  const other = (changed: object): number =>
    laplace(glmm('y | cens(kind, upper) ~ x', tableFromColumns({ y, x, kind, upper, ...changed }))).logLik;
  expect(other({ kind: kind.with(1, 'none') })).not.toBeCloseTo(byHand, 3);
  expect(other({ upper: upper.with(3, upper[3] + 1) })).not.toBeCloseTo(byHand, 6);
  // an end that no interval has is not looked at; brms's numbers say the same as its words
  expect(other({ upper: upper.with(0, 7) })).toBeCloseTo(byHand, 9);
  expect(other({ kind: kind.map((word) => [0, 1, -1, 2][words.indexOf(word)]) })).toBeCloseTo(byHand, 9);
});

test('far out nothing overflows: a narrow interval in either tail', () => {
  for (const far of [-30, 30]) {
    const columns = {
      y: [far, 0, 1, -1],
      upper: [far + 0.01, 1, 2, 3],
      kind: ['interval', 'none', 'none', 'none'],
    };
    const { program } = glmm('y | cens(kind, upper) ~ 1', tableFromColumns(columns), {
      priors: { sigma: 'uniform(0.9, 1.1)' },
    });
    const { dimension, logDensityAndGradient } = compileLogDensity(program);
    const gradient = new Float64Array(dimension);
    expect(Number.isFinite(logDensityAndGradient(new Float64Array(dimension), gradient))).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  }
});

test.each([
  [
    'y | cens(x) ~ 1',
    {},
    /"x" says how values are censored and must hold none, right, left or interval \(or 0, 1, -1, 2\), got -?\d/,
  ],
  ['y | cens(kind) ~ x', {}, /"kind" says interval at row 4; give the upper end too, as in cens\(kind, y2\)/],
  ['y | cens(kind, x) ~ 1', {}, /an interval needs an upper end above its value, got/],
  ['y | cens() ~ x', {}, /cens\(\) takes a column that says how y is censored/],
  ['y | cens(kind, upper, x) ~ x', {}, /cens\(\) takes a column/],
  [
    'y | censored(kind) ~ x',
    {},
    /expected one of trials\(n\), cens\(c\), se\(s\), thres\(k\) and mi\(\) after "\|"/,
  ],
  [
    'z | cens(kind, upper) ~ x',
    { family: 'poisson' },
    /poisson: a censored outcome needs the family's tails as expressions, and it has none under link log \(have: gaussian/,
  ],
] as const)('%s is refused', (text, options, message) => {
  const counted = tableFromColumns({ y, x, kind, upper, g, z: rows.map((i) => i % 3) });
  expect(() => glmm(text, counted, options)).toThrow(message);
});

test('what cannot be told of censored outcomes is refused: simulation, and a covariance of residuals', () => {
  const model = glmm(formula, table);
  expect(() => simulatePrior(stream('1'), model)).toThrow(
    'simulate: a model of a censored outcome, y | cens(kind, upper), says nothing of which values come to be censored',
  );
  const timed = tableFromColumns({ y, x, kind, upper, g, time: rows.map((i) => Math.floor(i / 3)) });
  expect(() => glmm(formula, timed, { residual: 'ar1(time | g)' })).toThrow(
    'needs an outcome without cens() or se()',
  );
});

// survreg(Surv(time, status) ~ age + sex, data = kidney, dist = ...) of R's survival 3.5.3, R 4.2.2, 2026-11-27, whose
// intercept is of the log scale; kidney.csv is its data set `kidney` (McGilchrist & Aisbett 1991)
test.each([
  ['weibull', -336.55415648, -0.004034199, 'shape', 1 / 1.103319],
  ['exponential', -337.13205, -0.004439223, null, 1],
  ['lognormal', -331.97981251, -0.00528557, 'sigma', 1.184824],
] as const)('%s: the fit of survreg', async (family, logLik, age, parameter, value) => {
  const kidney = await readCsv(fileURLToPath(new URL('kidney.csv', import.meta.url)));
  const fit = laplace(glmm('time | cens(cens) ~ age + sex', kidney, { family }));
  const of = (name: string): number => fit.population.estimates[fit.population.names.indexOf(name)];
  expect(fit.logLik).toBeCloseTo(logLik, 7);
  expect(of('b_age')).toBeCloseTo(age, 7);
  if (parameter !== null) expect(of(parameter)).toBeCloseTo(value, 5);
});

describe('bounds are no outcomes', () => {
  const i = Array.from({ length: 200 }, (_, k) => k);
  const x = i.map((k) => (k % 7) / 7);
  const chance = i.map((k) => (((k * 83) % 200) + 0.5) / 200);

  // f <- survreg(Surv(pmin(t, limit), t < limit) ~ x, dist = "weibull"), where t <- 10 * exp(0.4 * x) * (-log(chance))^(1/1.5) and
  // limit <- sort(t)[11]; survival 3.5.3, R 4.2.2, 2026-11-27
  test('the fit of survreg to a weibull outcome censored in 95 rows of 100', () => {
    const times = i.map((k) => 10 * Math.exp(0.4 * x[k]) * (-Math.log(chance[k])) ** (1 / 1.5));
    const limit = times.toSorted((a, b) => a - b)[10];
    const time = times.map((t) => Math.min(t, limit));
    const status = times.map((t) => Number(t >= limit));
    const model = glmm('time | cens(status) ~ x', tableFromColumns({ time, status, x }), {
      family: 'weibull',
    });
    const fit = laplace(model);
    expect(fit.logLik).toBeCloseTo(-43.5126741187357, 8);
    expect(fit.population.estimates[2]).toBeCloseTo(1 / 0.618856859144, 5);
    // the log of the mean is about 2.4; that of the values in the column is 0.6
    expect(model.priors[0].prior).toEqual({ kind: 'normal', mean: 2.71, sd: 2.5 });
  });

  // survreg(Surv(lower, upper, type = "interval2") ~ x, dist = "gaussian") without the rows far out, of which nothing is known: with them
  // it ends at a log likelihood of -2201; as above
  const z = i.map((k) => 5 + 2 * x[k] + normalQuantile(chance[k]));
  const isBelow = i.map((k) => k % 5 === 0 || z[k] < 5);
  const upper = i.map((k) => (k % 5 === 0 ? 1e8 : z[k] < 5 ? 5 : z[k]));
  test.each([
    ['left', upper],
    ['interval', upper.map((end, k) => (isBelow[k] ? -1e8 : end))],
    ['interval', upper.map((end, k) => (isBelow[k] ? Number.NEGATIVE_INFINITY : end))],
  ] as const)('the fit of survreg where 1e8 is a bound, given as %s', (word, y) => {
    const kind = isBelow.map((below) => (below ? word : 'none'));
    const model = glmm('y | cens(kind, upper) ~ x', tableFromColumns({ y: [...y], kind, x, upper }));
    const { logLik, certificate } = laplace(model);
    expect(certificate.converged).toBe(true);
    expect(logLik).toBeCloseTo(-209.89281852558, 8);
    expect(model.priors[0].prior).toEqual({ kind: 'normal', mean: 5.84, sd: 2.89 });
  });

  test('an interval to Inf is right-censored, and one from -Inf to Inf is refused', () => {
    const columns = { y: [1, 2, 4], kind: ['none', 'none', 'interval'], upper: [0, 0, Infinity] };
    const { outcome, notes } = glmm('y | cens(kind, upper) ~ 1', tableFromColumns(columns));
    expect([...(outcome.censoring?.codes ?? [])]).toEqual([0, 0, 1]);
    expect(notes.map(({ text }) => text)).toContain(
      'by "kind" the outcomes are 2 seen, 1 censored on the right',
    );
    const all = tableFromColumns({ ...columns, y: [1, 2, -Infinity] });
    expect(() => glmm('y | cens(kind, upper) ~ 1', all)).toThrow(
      'an interval from -Inf to Inf at row 3 says nothing of the outcome',
    );
  });
});
