import { describe, expect, test } from 'vitest';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { gaussianProfile } from '../../src/engine/laplace/gaussianProfile.ts';
import type { AffineCoefficients, GaussianRows } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { profileTarget } from '../../src/engine/laplace/profile.ts';
import { search } from '../../src/engine/laplace/search.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
import type { GlmmOptions } from '../../src/index.ts';
import { smallModel } from './models.ts';

/** One, nested, crossed and three crossed factors with slopes, a membership in several levels, weights and an offset. */
const cases: readonly { formula: string; options?: GlmmOptions }[] = [
  { formula: 'real ~ x + (1 + x || class)' },
  { formula: 'real ~ x + offset(o) + (1 | school / rater)', options: { weights: 'w' } },
  { formula: 'real ~ x + (1 + x | class) + (1 | school) + (1 + x2 | rater)' },
  { formula: 'real ~ x + (1 | mm(class, rater)) + (1 | school)' },
];

function pieces(formula: string, options?: GlmmOptions) {
  const { program } = smallModel(formula, options);
  const model = latentModel(program, 'exclude');
  const coefficients = model.coefficients() as AffineCoefficients;
  return { program, model, coefficients, rows: model.gaussian() as GaussianRows };
}

describe.each(cases)('$formula', ({ formula, options }) => {
  const { program, model, coefficients, rows } = pieces(formula, options);

  test('is the likelihood where coefficients and residual sd are best, and has its gradient there', () => {
    const target = gaussianProfile(model, coefficients, rows, 'fast');
    const marginal = laplaceMarginal(model);
    const gradient = new Float64Array(target.dimension);
    const whole = new Float64Array(model.alphaCount);
    for (const at of [-0.4, 0.3, 0.8]) {
      const phi = gradient.map((_, i) => at * (1 - (i % 3) / 2));
      const value = target.logDensityAndGradient(phi, gradient);
      expect(marginal.logDensityAndGradient(target.alpha, whole)).toBeCloseTo(value, 9);
      target.places.forEach((place, c) => {
        expect(gradient[c]).toBeCloseTo(whole[place], 8);
      });
      for (const place of coefficients.at) expect(Math.abs(whole[place])).toBeLessThan(1e-8);
      expect(Math.abs(dot(whole, rows.scale.direction))).toBeLessThan(1e-8);
    }
  });

  test('reml is that of the joint mode, at the residual sd where it is highest', () => {
    const target = gaussianProfile(model, coefficients, rows, 'reml');
    const joint = profileTarget(model, coefficients, 'reml');
    const gradient = new Float64Array(target.dimension);
    const slopes = new Float64Array(joint.dimension);
    const value = target.logDensityAndGradient(gradient.slice().fill(0.3), gradient);
    const at = joint.places.map((place) => target.alpha[place]);
    expect(joint.logDensityAndGradient(at, slopes)).toBeCloseTo(value, 9);
    target.places.forEach((place, c) => {
      expect(slopes[joint.places.indexOf(place)]).toBeCloseTo(gradient[c], 8);
    });
    const along = Float64Array.from(joint.places, (place) => rows.scale.direction[place]);
    expect(Math.abs(dot(slopes, along))).toBeLessThan(1e-8);
  });

  test('fits as a search over all parameters does, standard errors and slopes of the mode too', () => {
    const fit = fitLaplace(program, { priors: 'exclude' });
    const optimum = search(laplaceMarginal(model), { start: fit.alpha });
    expect(fit.converged && optimum.converged).toBe(true);
    expect(fit.logMarginal).toBeCloseTo(optimum.value, 8);
    if (fit.flat.length > 0) return; // where a parameter has run off is the search's affair
    const n = fit.alpha.length;
    fit.covariance.forEach((value, e) => {
      const [i, j] = [Math.floor(e / n), e % n];
      const size = Math.sqrt(optimum.covariance[i * (n + 1)] * optimum.covariance[j * (n + 1)]);
      // both curvatures are by differences, of coordinates that are not the same
      expect(Math.abs(value - optimum.covariance[e]) / size).toBeLessThan(1e-4);
    });
    fit.modeSlopes.forEach((value, e) => {
      expect(Math.abs(value - optimum.slopes[e])).toBeLessThan(1e-4);
    });
  });
});

test('a residual sd with bounds, or one of its own a row, is no scale', () => {
  expect(pieces('real ~ x + (1 | class)').rows).not.toBeNull();
  expect(
    latentModel(smallModel('real | se(w, sigma = TRUE) ~ x + (1 | class)').program, 'exclude').gaussian(),
  ).toBeNull();
  expect(
    latentModel(smallModel('count ~ x + (1 | class)', { family: 'poisson' }).program, 'exclude').gaussian(),
  ).toBeNull();
});
