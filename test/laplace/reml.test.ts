import { describe, expect, test } from 'vitest';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { differences } from '../property/numeric.ts';
import { modelOf, reference } from './criteria.ts';
import { smallModel, smallTable } from './models.ts';
import { describeGradients, profileOf } from './profiles.ts';

const reml = { criterion: { kind: 'reml' } } as const;

test('sleepstudy: the numbers that lme4 prints for lmer(Reaction ~ Days + (Days | Subject))', () => {
  const { program } = modelOf(reference.fits.filter(({ name }) => name === 'sleepstudy')[0]);
  const fit = fitLaplace(program, reml);
  const { names, estimates } = reportedEstimates(program, fit.alpha, fit.covariance);
  const at = (name: string): number => estimates[names.indexOf(name)];
  // lme4 1.1-31, ?sleepstudy and vignette("lmer")
  expect(-2 * fit.logMarginal).toBeCloseTo(1743.628, 3);
  expect(at('sd_Subject__Intercept')).toBeCloseTo(24.741, 2);
  expect(at('sd_Subject__Days')).toBeCloseTo(5.922, 3);
  expect(at('cor_Subject__Intercept__Days')).toBeCloseTo(0.066, 3);
  expect(at('sigma')).toBeCloseTo(25.592, 3);
  expect(fit.priors).toBe('exclude');
  expect(fit.converged).toBe(true);
});

describe('against lmer on raw predictors', () => {
  for (const fit of reference.fits.filter(({ criterion }) => criterion.kind === 'reml'))
    test(`${fit.name}: criterion to 1e-6, estimates, conditional standard errors to 1e-4`, () => {
      const { program } = modelOf(fit);
      const ours = fitLaplace(program, reml);
      const { names, estimates } = reportedEstimates(program, ours.alpha, ours.covariance);
      const conditional = ours.conditionalCovariance ?? new Float64Array(ours.covariance.length);
      const { standardErrors } = reportedEstimates(program, ours.alpha, conditional);
      expect(ours.converged).toBe(true);
      expect(Math.abs(ours.logMarginal - fit.logLik)).toBeLessThan(1e-6);
      for (const [parameter, { estimate, se }] of Object.entries(fit.parameters)) {
        const i = names.indexOf(parameter);
        // lmer stops at about 3e-5 relative in its sds; a sd at zero ends below 1e-4
        expect(Math.abs(estimates[i] - estimate), parameter).toBeLessThan(1e-4 * Math.abs(estimate) + 1e-4);
        if (se !== undefined) expect(Math.abs(standardErrors[i] / se - 1), parameter).toBeLessThan(1e-4);
      }
    });
});

describe('the integral over coefficients on the user’s columns, by brute force', () => {
  for (const structure of [
    '(1 | class)',
    '(1 + x | class)',
    '(1 | school / rater)',
    '(1 | class) + (1 | rater)',
  ])
    test(`real ~ x + ${structure}`, () => {
      const { program } = smallModel(`real ~ x + ${structure} + offset(o)`, { weights: 'w' });
      const { target, coefficients, model } = profileOf(program, 'reml');
      const phi = Array.from({ length: target.dimension }, (_, c) => 0.3 * (-1) ** c);
      const value = target.logDensityAndGradient(phi, new Float64Array(phi.length));
      const centre = target.alpha.slice();
      const marginal = laplaceMarginal(model);
      const unused = new Float64Array(centre.length);
      const top = marginal.logDensityAndGradient(centre, unused);
      // trapezoids half a conditional sd apart, over 9 sds either way: exact to rounding for a gaussian
      const [i00, i01, , i11] = target.joint.information;
      const scales = [i00, i11].map((entry, k) => 1 / (Math.sqrt(entry) * coefficients.slope[k]));
      const [h0, h1] = scales.map((scale) => scale / 2);
      const most = Math.ceil(18 / Math.sqrt(1 - (i01 * i01) / (i00 * i11)));
      let sum = 0;
      for (let i = -most; i <= most; i++)
        for (let j = -most; j <= most; j++) {
          const at = centre.slice();
          at[0] += i * h0;
          at[1] += j * h1;
          sum += Math.exp(marginal.logDensityAndGradient(at, unused) - top);
        }
      const estimates = (alpha: Float64Array) =>
        reportedEstimates(program, alpha, new Float64Array(alpha.length ** 2)).estimates;
      const [zero, one, two] = [[], [0], [1]].map((ones) => {
        const alpha = new Float64Array(centre.length);
        for (const place of ones) alpha[place] = 1;
        return estimates(alpha);
      });
      const volume = Math.abs(
        (one[0] - zero[0]) * (two[1] - zero[1]) - (two[0] - zero[0]) * (one[1] - zero[1]),
      );
      expect([...coefficients.at]).toEqual([0, 1]);
      expect(Math.abs(top + Math.log(sum * h0 * h1 * volume) - value)).toBeLessThan(1e-9);
    });
});

test('without group effects sigma^2 is the residual sum of squares over n - p', () => {
  const { program } = smallModel('real ~ x + x2');
  const fit = fitLaplace(program, reml);
  const { names, estimates } = reportedEstimates(program, fit.alpha, fit.covariance);
  const { columns } = smallTable();
  const numbers = (name: string): readonly number[] => {
    const column = columns.get(name);
    if (column?.kind !== 'number') throw new Error(`${name} is a number`);
    return [...column.values];
  };
  const [y, x, x2] = ['real', 'x', 'x2'].map(numbers);
  const [b0, b1, b2] = estimates;
  const residuals = y.map((yi, i) => yi - b0 - b1 * x[i] - b2 * x2[i]);
  // least squares: residuals at right angles to the columns
  expect(Math.abs(residuals.reduce((s, r, i) => s + r * x[i], 0))).toBeLessThan(1e-8);
  expect(Math.abs(residuals.reduce((s, r) => s + r, 0))).toBeLessThan(1e-8);
  const squares = residuals.reduce((s, r) => s + r * r, 0);
  expect(estimates[names.indexOf('sigma')]).toBeCloseTo(Math.sqrt(squares / (y.length - 3)), 7);
});

describeGradients('reml');

test('other families: as glmmTMB with REML = TRUE', () => {
  // glmmTMB 1.1.5, R 4.2.2: glmmTMB(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial,
  // REML = TRUE, control = glmmTMBControl(optArgs = list(rel.tol = 1e-14, x.tol = 1e-12)))
  const { program } = modelOf(reference.fits.filter(({ name }) => name === 'cbpp')[0]);
  const fit = fitLaplace(program, reml);
  const { estimates } = reportedEstimates(program, fit.alpha, fit.covariance);
  expect(fit.logMarginal).toBeCloseTo(-93.1990671, 6);
  [-1.3670151939, -0.9693482891, -1.1044541242, -1.5518862716, 0.6818672786].forEach((expected, i) => {
    expect(Math.abs(estimates[i] - expected)).toBeLessThan(1e-5);
  });
});

describe('what the fit says about all of alpha', () => {
  const { program } = smallModel('real ~ x + (1 + x | class) + (1 | rater)');
  const fit = fitLaplace(program, reml);
  const n = fit.alpha.length;
  const { target, coefficients } = profileOf(program, 'reml');
  const phi = target.places.map((place) => fit.alpha[place]);
  const betaAt = (at: readonly number[], k: number): number => {
    target.logDensityAndGradient(at, new Float64Array(at.length));
    return target.alpha[coefficients.at[k]];
  };

  test('the coefficients’ covariance is theirs given the rest, and what the rest adds', () => {
    const moves = [0, 1].map((k) => differences((at) => betaAt(at, k), phi, 1e-2));
    const conditional = fit.conditionalCovariance ?? new Float64Array(n * n);
    for (const [k, move] of moves.entries()) {
      const a = coefficients.at[k];
      target.places.forEach((place, c) => {
        const expected = move.reduce((s, m, d) => s + m * fit.covariance[target.places[d] * n + place], 0);
        // the fit's own differences are of second order in steps of 2e-3 sds
        expect(Math.abs(fit.covariance[a * n + place] - expected)).toBeLessThan(1e-5);
        expect(conditional[a * n + target.places[c]]).toBe(0);
      });
      const added = move.reduce((s, m, d) => s + m * fit.covariance[target.places[d] * n + a], 0);
      expect(Math.abs(fit.covariance[a * n + a] - conditional[a * n + a] - added)).toBeLessThan(1e-5);
    }
  });

  test('the slopes of the mode are those of the conditional mode', () => {
    const marginal = laplaceMarginal(latentModel(program, 'exclude'));
    const moved = fit.alpha.map((a, i) => a + 1e-4 * (i + 1));
    marginal.logDensityAndGradient(moved, new Float64Array(n));
    marginal.mode.z.forEach((z, q) => {
      const predicted =
        fit.z[q] + moved.reduce((s, a, i) => s + fit.modeSlopes[q * n + i] * (a - fit.alpha[i]), 0);
      // second order in steps of at most 1e-3
      expect(Math.abs(z - predicted)).toBeLessThan(1e-5);
    });
  });
});

describe('what it is not for', () => {
  test('priors, and coefficients under bounds', () => {
    const { program } = smallModel('real ~ x + (1 | class)');
    expect(() => fitLaplace(program, { ...reml, priors: 'include' })).toThrow('reml: wanted no priors');
    const bounded = smallModel('real ~ x + (1 | class)', {
      priors: { b_x: { kind: 'halfNormal', sd: 1 } },
    });
    expect(() => fitLaplace(bounded.program, reml)).toThrow(
      "one whose prior has bounds or is constant; try Laplace's method (method ml)",
    );
  });
});
