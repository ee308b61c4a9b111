import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { logistic } from '../../src/engine/elementary.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { stream } from '../../src/engine/rng.ts';
import { modelOf, reference } from './criteria.ts';
import { heavyTails, outcomes, smallModel } from './models.ts';
import { describeGradients, profileOf } from './profiles.ts';

const fast = { criterion: { kind: 'fast' } } as const;

describe('against glmer with nAGQ = 0', () => {
  for (const fit of reference.fits.filter(({ criterion }) => criterion.kind === 'fast'))
    test(`${fit.name}: log-likelihood to 1e-6, estimates and standard errors to 1e-6 relative`, () => {
      const { program } = modelOf(fit);
      const ours = fitLaplace(program, fast);
      const { names, estimates, standardErrors } = reportedEstimates(program, ours.alpha, ours.covariance);
      expect(ours.converged).toBe(true);
      expect(Math.abs(ours.logMarginal - fit.logLik)).toBeLessThan(1e-6);
      for (const [parameter, { estimate, se }] of Object.entries(fit.parameters)) {
        const i = names.indexOf(parameter);
        // bobyqa stops at about 7e-7 relative
        expect(Math.abs(estimates[i] / estimate - 1), parameter).toBeLessThan(1e-6);
        if (se !== undefined) expect(Math.abs(standardErrors[i] / se - 1), parameter).toBeLessThan(1e-6);
      }
    });
});

describeGradients('fast');

describe('what it is', () => {
  test('Laplace’s marginal at the joint mode, where X’f’ is zero', () => {
    for (const { family, outcome } of outcomes) {
      const { program } = smallModel(`${outcome} ~ x + x2 + (1 + x | class) + (1 | rater)`, { family });
      const { target, model } = profileOf(program, 'fast');
      const phi = target.places.map((_, c) => 0.2 * (-1) ** c);
      const value = target.logDensityAndGradient(phi, new Float64Array(phi.length));
      const marginal = laplaceMarginal(model);
      const unused = new Float64Array(model.alphaCount);
      expect(Math.abs(marginal.logDensityAndGradient(target.alpha, unused) - value)).toBeLessThan(1e-10);
      const slopes = new Float64Array(model.linearCount);
      model.fixedAdjoint(target.mode.d1, slopes);
      for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-9);
    }
  });

  test('maximum likelihood where log|H| does not know the coefficients: gaussian models', () => {
    const { program } = smallModel('real ~ x + (1 + x | class) + (1 | rater)');
    const ml = fitLaplace(program, { priors: 'exclude' });
    const ours = fitLaplace(program, fast);
    expect(ours.logMarginal).toBeCloseTo(ml.logMarginal, 9);
    ours.alpha.forEach((a, i) => {
      expect(Math.abs(a - ml.alpha[i])).toBeLessThan(1e-6);
    });
  });

  test('maximum likelihood where there are no coefficients', () => {
    const { program } = smallModel('count ~ 0 + (1 | class)', { family: 'poisson' });
    const ml = fitLaplace(program, { priors: 'exclude' });
    const ours = fitLaplace(program, fast);
    expect(ours.logMarginal).toBeCloseTo(ml.logMarginal, 10);
    expect(ours.alpha[0]).toBeCloseTo(ml.alpha[0], 7);
    expect(ours.covariance[0]).toBeCloseTo(ml.covariance[0], 6);
  });

  test('maximum likelihood where there is nothing else', () => {
    const { program } = smallModel('binary ~ x + x2', { family: 'bernoulli' });
    const ml = fitLaplace(program, { priors: 'exclude' });
    const ours = fitLaplace(program, fast);
    expect(ours.converged).toBe(true);
    expect(ours.logMarginal).toBeCloseTo(ml.logMarginal, 10);
    ours.covariance.forEach((c, i) => {
      expect(Math.abs(c - ml.covariance[i])).toBeLessThan(1e-6);
    });
  });
});

test('the slopes of the mode are those of the conditional mode', () => {
  const { program } = smallModel('binary ~ x + (1 | class) + (1 | rater)', { family: 'bernoulli' });
  const fit = fitLaplace(program, fast);
  const n = fit.alpha.length;
  const marginal = laplaceMarginal(latentModel(program, 'exclude'));
  const moved = fit.alpha.map((a, i) => a + 1e-4 * (i + 1));
  marginal.logDensityAndGradient(moved, new Float64Array(n));
  marginal.mode.z.forEach((z, q) => {
    const predicted =
      fit.z[q] + moved.reduce((s, a, i) => s + fit.modeSlopes[q * n + i] * (a - fit.alpha[i]), 0);
    // second order in a step of at most 5e-4
    expect(Math.abs(z - predicted)).toBeLessThan(1e-6);
  });
});

test('the start does not matter', () => {
  const { program } = smallModel('count ~ x + (1 + x | class)', { family: 'poisson' });
  const from = fitLaplace(program, fast).alpha;
  const rng = stream('start', 'fast');
  for (let k = 0; k < 3; k++) {
    const start = Float64Array.from(program.alpha, () => rng.normal());
    fitLaplace(program, { ...fast, start }).alpha.forEach((a, i) => {
      expect(Math.abs(a - from[i])).toBeLessThan(1e-6);
    });
  }
});

describe('fits without an end in sight', () => {
  const rng = stream('singular', 'separation');
  const x = Array.from({ length: 120 }, () => rng.normal());
  const g = x.map((_, i) => `g${i % 15}`);

  test('separation is named, and not looped on', () => {
    const y = x.map((xi, i) => (xi > 0 || rng.uniform() < logistic((i % 15) / 3 - 2) ? 1 : 0));
    const positive = x.map((xi) => (xi > 0 ? 1 : 0));
    const { program } = glmm('y ~ positive + (1 | g)', tableFromColumns({ y, positive, g }), {
      family: 'bernoulli',
    });
    const fit = fitLaplace(program, fast);
    expect(fit.singular).toContain('b_positive');
    expect(fit.converged).toBe(true);
    // once -Infinity, with the gradient of a point before
    expect(fit.logMarginal).toBeCloseTo(-32.917, 3);
    expect(fit.covariance.every(Number.isFinite)).toBe(true);
  });

  test('a sd at zero', () => {
    const y = x.map((xi, i) => xi + (Math.floor(i / 15) % 2 === 0 ? 1 : -1));
    const { program } = glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g }));
    const fit = fitLaplace(program, fast);
    expect(fit.singular).toEqual(['sd_g__Intercept']);
    expect(fit.converged).toBe(true);
  });

  test('rows with negative weights', () => {
    const { program } = smallModel('real ~ x + (1 + x | class) + (1 | rater)', { family: heavyTails });
    const fit = fitLaplace(program, fast);
    expect(fit.rows.d2[0].some((d) => d > 0)).toBe(true);
    expect(fit.converged).toBe(true);
  });
});
