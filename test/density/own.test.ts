import { describe, expect, test } from 'vitest';
import { expressionModel } from '../../models/expressionModel.ts';
import type { Family } from '../../models/families/family.ts';
import { glmm } from '../../models/glmm.ts';
import { column } from '../../models/posterior/draws.ts';
import { customPrior, normal, uniform } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { sample } from '../../src/run/sample.ts';
import { logGamma } from '../property/numeric.ts';

/** Student's t with degrees of freedom and scale as parameters, as a user would write it. */
const student: Family = {
  name: 'student',
  response: 'real',
  parameters: [
    { name: 'sigma', support: { kind: 'positive' }, scalesWithOutcome: true },
    { name: 'nu', support: { kind: 'positive' } },
    { name: 'tilt', support: { kind: 'interval', lower: -1, upper: 1 } },
  ],
  links: {
    identity: ({ y, eta }, { sigma, nu, tilt }) => {
      const z = ad.sub(ad.div(ad.sub(y, eta), sigma), tilt);
      const half = ad.div(ad.add(nu, 1), 2);
      const kernel = ad.mul(half, ad.log1p(ad.div(ad.square(z), nu)));
      const constant = ad.sub(ad.lgamma(half), ad.lgamma(ad.div(nu, 2)));
      return ad.sub(
        ad.sub(constant, ad.mul(0.5, ad.log(ad.mul(Math.PI, nu)))),
        ad.add(kernel, ad.log(sigma)),
      );
    },
  },
  defaultLink: 'identity',
  notation: 'StudentT(nu, mu_ij, sigma)',
};

function data(rows: number) {
  const rng = stream('own');
  const rowsOf = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  return { y: rowsOf(() => rng.normal()), x: rowsOf(() => rng.normal()), g: rowsOf((i) => `g${i % 3}`) };
}

describe("a family of the user's own", () => {
  const columns = data(30);
  const logistic = customPrior('logistic(0, 1)', { kind: 'real' }, (x) =>
    ad.sub(ad.neg(x), ad.mul(2, ad.log1pexp(ad.neg(x)))),
  );
  const model = glmm('y ~ x + (1 | g)', tableFromColumns(columns), {
    family: student,
    priors: { b_x: logistic, tilt: uniform(-0.5, 0.5) },
  });

  test('has a right gradient, its parameters and the own prior included', () => {
    const density = compileLogDensity(model.program);
    const theta = Array.from({ length: density.dimension }, (_, i) => Math.sin(i + 1));
    // as for the built-in families: Richardson at 1e-3
    expect(checkGradient(density, theta).worst).toBeLessThan(1e-7);
  });

  test('has the density its author wrote', () => {
    const density = compileLogDensity(model.program);
    const quantities = compileQuantities(model.program);
    const out = new Float64Array(quantities.names.length);
    const q = (name: string): number => out[quantities.names.indexOf(name)];
    const scratch = new Float64Array(density.dimension);
    // two points that differ in nu alone: all else cancels but the prior of nu, half_student_t(3, 0, 2.5), and log nu
    const at = model.program.alpha.length - 2;
    const point = (logNu: number): Float64Array =>
      new Float64Array(density.dimension).fill(0.3).fill(logNu, at, at + 1);
    const naive = (theta: Float64Array): number => {
      quantities.write(theta, out, 0, 1);
      const nu = q('nu');
      let total = -2 * Math.log1p((nu / 2.5) ** 2 / 3) + Math.log(nu);
      columns.y.forEach((y, i) => {
        const eta = q('b_Intercept') + q('b_x') * columns.x[i] + q(`r_g[${columns.g[i]},Intercept]`);
        const z = (y - eta) / q('sigma') - q('tilt');
        total +=
          logGamma((nu + 1) / 2) -
          logGamma(nu / 2) -
          0.5 * Math.log(nu) -
          ((nu + 1) / 2) * Math.log1p((z * z) / nu);
      });
      return total;
    };
    const [a, b] = [point(0.2), point(1.4)];
    const ours = density.logDensityAndGradient(a, scratch) - density.logDensityAndGradient(b, scratch);
    expect(ours).toBeCloseTo(naive(a) - naive(b), 9);
  });

  test('runs through sample, priors on a bounded interval respected', async () => {
    const fit = await sample(model, { chains: 1, warmup: 100, draws: 100, workers: 0 });
    expect(fit.draws.names.slice(0, 6)).toEqual([
      'b_Intercept',
      'b_x',
      'sd_g__Intercept',
      'sigma',
      'nu',
      'tilt',
    ]);
    expect(column(fit.draws, 'tilt')[0].every((v) => Math.abs(v) < 0.5)).toBe(true);
    expect(fit.draws.values[0].every(Number.isFinite)).toBe(true);
  });

  test('is refused when it reads a variable that is not there, or names a parameter "b"', () => {
    const stranger = { ...student, links: { identity: () => ad.variable('q') } };
    const table = tableFromColumns(columns);
    expect(() => glmm('y ~ x', table, { family: stranger })).toThrow('family: student reads "q"');
    const clash: Family = { ...student, parameters: [{ name: 'b', support: { kind: 'real' } }] };
    expect(() => glmm('y ~ x', table, { family: clash })).toThrow('"b" cannot name a parameter');
    const twice: Family = { ...student, parameters: [student.parameters[0], ...student.parameters] };
    expect(() => glmm('y ~ x', table, { family: twice })).toThrow('sigma');
  });
});

test('an expression model adds the Jacobians of its supports', () => {
  const program = expressionModel(
    { m: { kind: 'real' }, s: { kind: 'positive' }, p: { kind: 'interval', lower: 1, upper: 3 } },
    ({ m, s, p }) => ad.neg(ad.add(ad.square(m), ad.mul(s, p))),
  );
  const density = compileLogDensity(program);
  const gradient = new Float64Array(3);
  const lp = density.logDensityAndGradient([0.4, 0.2, -0.7], gradient);
  const p = 1 + 2 / (1 + Math.exp(0.7));
  const logJacobian = 0.2 + Math.log(2) - Math.log1p(Math.exp(0.7)) - Math.log1p(Math.exp(-0.7));
  expect(lp).toBeCloseTo(-(0.16 + Math.exp(0.2) * p) + logJacobian, 13);
  expect(checkGradient(density, [0.4, 0.2, -0.7]).worst).toBeLessThan(1e-8);
  expect(() => expressionModel({ m: { kind: 'real' } }, () => ad.variable('q'))).toThrow('reads "q"');
});

test('more than 32 predictors go through a loop and give the same numbers as the unrolled kernel', () => {
  const rng = stream('wide');
  const rows = 60;
  const names = Array.from({ length: 33 }, (_, j) => `x${j}`);
  const columns: Record<string, (number | string)[]> = {};
  for (const name of ['y', ...names]) columns[name] = Array.from({ length: rows }, () => rng.normal());
  columns.g = Array.from({ length: rows }, (_, i) => `g${i % 4}`);
  for (const intercept of ['1', '0']) {
    const of = (predictors: readonly string[]) => {
      const formula = `y ~ ${intercept} + ${predictors.join(' + ')} + (1 + x0 | g)`;
      return compileLogDensity(
        glmm(formula, tableFromColumns(columns), { priors: { b: normal(0, 2) } }).program,
      );
    };
    const [wide, narrow] = [of(names), of(names.slice(0, 32))];
    const first = intercept === '1' ? 1 : 0;
    const narrowTheta = Array.from({ length: narrow.dimension }, () => 0.3 * rng.normal());
    // with the last coefficient at 0 the wide model is the narrow one, but for that coefficient's prior
    const wideTheta = narrowTheta.toSpliced(first + 32, 0, 0);
    const [wideGradient, narrowGradient] = [
      new Float64Array(wide.dimension),
      new Float64Array(narrow.dimension),
    ];
    const lp = wide.logDensityAndGradient(wideTheta, wideGradient);
    const scale = lp - narrow.logDensityAndGradient(narrowTheta, narrowGradient);
    const again = wide.logDensityAndGradient(wideTheta.with(0, 1), wideGradient);
    expect(again - narrow.logDensityAndGradient(narrowTheta.with(0, 1), narrowGradient)).toBeCloseTo(
      scale,
      9,
    );
    const shared = [...wideGradient].toSpliced(first + 32, 1);
    shared.forEach((value, i) => {
      expect(value).toBeCloseTo(narrowGradient[i], 8);
    });
    expect(checkGradient(wide, wideTheta).worst).toBeLessThan(1e-7);
  }
});
