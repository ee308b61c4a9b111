import { expect, test } from 'vitest';
import { logDensityOf } from '../../src/testing/logDensityOf.ts';
import { checkJointDensity, declare } from '../../src/testing.ts';
import { cell } from '../sbc/cells.ts';

test('checkJointDensity: the log density of random slopes is that of the model, and one without its prior is not', () => {
  const declaration = cell('poisson', 'slope');
  const right = checkJointDensity(declaration);
  expect(right.ok, right.text).toBe(true);
  expect(right.worst).toBeLessThan(1e-12);
  const wrong = checkJointDensity(declaration, {
    walk: (model) => {
      const density = logDensityOf(model);
      const logDensityAndGradient: typeof density.logDensityAndGradient = (theta, gradOut) =>
        density.logDensityAndGradient(theta, gradOut) + 0.01 * theta[0];
      return {
        density: { ...density, logDensityAndGradient },
        toTheta: (point, thetaOut) => thetaOut.set(point),
      };
    },
  });
  expect(wrong.ok).toBe(false);
  expect(wrong.text).toMatch(/^the log density is NOT that of the model: up to 0\.\d+ apart over 4 points/);
});

test('checkJointDensity: refuses a model that reports fewer numbers than its coordinates are', () => {
  const declaration = cell('gaussian', 'few');
  const model = declare(declaration);
  expect(model.program.residual).toBeUndefined();
  const priors = { ...declaration.options.priors, b: 'horseshoe(1)' };
  expect(() => checkJointDensity({ ...declaration, options: { ...declaration.options, priors } })).toThrow(
    /as many numbers reported as a sampler walks on/,
  );
});
