import { describe, expect, test } from 'vitest';
import { expressionModel } from '../../models/expressionModel.ts';
import { glmm } from '../../models/glmm.ts';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { add, constant, mul, neg, square, sub } from '../../src/engine/autodiff/index.ts';
import { logistic } from '../../src/engine/elementary.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { stream } from '../../src/engine/rng.ts';
import { heavyTails, outcomes, smallModel, smallTable, structures } from './models.ts';

describe('fitLaplace', () => {
  for (const { family, outcome } of outcomes)
    test(`${typeof family === 'string' ? family : family.name}: converges for every structure, with priors`, () => {
      for (const structure of structures) {
        const { program } = smallModel(`${outcome} ~ ${structure}`, { family });
        const fit = fitLaplace(program);
        expect(fit.converged, structure).toBe(true);
        expect(fit.singular, structure).toEqual([]);
        expect(fit.eigenvalues[0], structure).toBeGreaterThan(0);
      }
    });

  test('an expression with no rows: the mode and the inverse curvature of a normal', () => {
    const program = expressionModel({ a: { kind: 'real' }, b: { kind: 'real' } }, ({ a, b }) =>
      neg(mul(0.5, add(square(sub(a, 3)), mul(4, square(sub(b, a)))))),
    );
    const fit = fitLaplace(program);
    expect(fit.alpha[0]).toBeCloseTo(3, 8);
    expect(fit.alpha[1]).toBeCloseTo(3, 8);
    // precision [[5, -4], [-4, 4]]
    [1, 1, 1, 1.25].forEach((expected, i) => {
      expect(fit.covariance[i]).toBeCloseTo(expected, 8);
    });
  });

  test('the start does not matter', () => {
    const { program } = smallModel('count ~ x + (1 + x | class)', { family: 'poisson' });
    const rng = stream('start');
    const from = fitLaplace(program).alpha;
    for (let k = 0; k < 5; k++) {
      const start = Float64Array.from(program.alpha, () => rng.normal());
      fitLaplace(program, { start }).alpha.forEach((a, i) => {
        expect(Math.abs(a - from[i])).toBeLessThan(1e-6);
      });
    }
  });

  test('the slopes of the mode are those of the conditional mode', () => {
    const { program } = smallModel('binary ~ x + (1 | class) + (1 | rater)', { family: 'bernoulli' });
    const fit = fitLaplace(program);
    const n = program.alpha.length;
    const marginal = laplaceMarginal(latentModel(program, 'include'));
    const moved = fit.alpha.map((a, i) => a + 1e-4 * (i + 1));
    marginal.logDensityAndGradient(moved, new Float64Array(n));
    marginal.mode.z.forEach((z, p) => {
      const predicted =
        fit.z[p] + moved.reduce((s, a, i) => s + fit.modeSlopes[p * n + i] * (a - fit.alpha[i]), 0);
      // second order in a step of at most 5e-4
      expect(Math.abs(z - predicted)).toBeLessThan(1e-6);
    });
  });

  test('rescaling a predictor rescales its coefficient and standard error and nothing else', () => {
    const table = smallTable();
    const x = table.columns.get('x');
    if (x?.kind !== 'number') throw new Error('x is a number');
    const plain = glmm('count ~ x + (1 | class)', table, { family: 'poisson' });
    const scaled = glmm(
      'count ~ x1000 + (1 | class)',
      {
        ...table,
        columns: new Map(table.columns).set('x1000', { ...x, values: x.values.map((v) => 1000 * v) }),
      },
      {
        family: 'poisson',
      },
    );
    const [a, b] = [plain, scaled].map(({ program }) => {
      const fit = fitLaplace(program, { priors: 'exclude' });
      return { fit, ...reportedEstimates(program, fit.alpha, fit.covariance) };
    });
    expect(b.fit.logMarginal).toBeCloseTo(a.fit.logMarginal, 9);
    a.estimates.forEach((estimate, i) => {
      const by = a.names[i] === 'b_x' ? 1000 : 1;
      expect(b.estimates[i] * by).toBeCloseTo(estimate, 7);
      expect(b.standardErrors[i] * by).toBeCloseTo(a.standardErrors[i], 5);
    });
  });
});

describe('singular fits are found, named and not looped on', () => {
  const rng = stream('singular');
  const rows = 120;
  const group = Array.from({ length: rows }, (_, i) => `g${i % 15}`);
  const x = Array.from({ length: rows }, () => rng.normal());

  test('a sd at zero', () => {
    // effects that balance out within each group: less variation between groups than chance gives
    const y = x.map((xi, i) => xi + (Math.floor(i / 15) % 2 === 0 ? 1 : -1));
    const { program } = glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g: group }));
    const fit = fitLaplace(program, { priors: 'exclude' });
    expect(fit.singular).toEqual(['sd_g__Intercept']);
    expect(fit.converged).toBe(true);
    expect(reportedEstimates(program, fit.alpha, fit.covariance).estimates[2]).toBeLessThan(1e-5);
    expect(fitLaplace(program).singular).toEqual([]);
  });

  test('a correlation at one', () => {
    const rng = stream('singular', 'correlation', 1);
    const u = Array.from({ length: 15 }, () => rng.normal());
    const y = x.map((xi, i) => (1 + u[i % 15]) * (1 + 0.2 * xi) + 1.5 * rng.normal());
    const { program } = glmm('y ~ x + (1 + x | g)', tableFromColumns({ y, x, g: group }));
    const fit = fitLaplace(program, { priors: 'exclude' });
    expect(fit.singular).toEqual(['cor_g__Intercept__x']);
    expect(fit.converged).toBe(true);
  });

  test('separation', () => {
    const rng = stream('singular', 'separation');
    const y = x.map((xi, i) => (xi > 0 || rng.uniform() < logistic((i % 15) / 3 - 2) ? 1 : 0));
    const positive = x.map((xi) => (xi > 0 ? 1 : 0));
    const { program } = glmm('y ~ positive + (1 | g)', tableFromColumns({ y, positive, g: group }), {
      family: 'bernoulli',
    });
    const fit = fitLaplace(program, { priors: 'exclude' });
    expect(fit.singular).toEqual(['b_positive']);
    expect(fit.converged).toBe(true);
  });
});

test('a mode where some rows have negative weights is found, with the true curvature', () => {
  const { program } = smallModel('real ~ x + (1 + x | class) + (1 | rater)', { family: heavyTails });
  const fit = fitLaplace(program);
  expect(fit.rows.d2[0].some((d) => d > 0)).toBe(true);
  expect(fit.converged).toBe(true);
});

test('a model that is nowhere finite is reported, not thrown', () => {
  const family = { ...heavyTails, links: { identity: () => constant(Number.NaN) } };
  const fit = fitLaplace(smallModel('real ~ x + (1 | class)', { family }).program);
  expect(fit.converged).toBe(false);
});
