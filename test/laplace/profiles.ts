import type { AffineCoefficients, LatentModel } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { type ProfileTarget, profileTarget } from '../../src/engine/laplace/profile.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { differences, relativeError } from '../property/numeric.ts';

export function profileOf(
  program: Program,
  kind: 'reml' | 'fast',
): { target: ProfileTarget; coefficients: AffineCoefficients; model: LatentModel } {
  const model = latentModel(program, 'exclude');
  const coefficients = model.coefficients();
  if (coefficients === null) throw new Error('the coefficients are free');
  return { target: profileTarget(model, coefficients, kind), coefficients, model };
}

/** Worst relative error of the gradient over a few random points. */
export function worstError(program: Program, kind: 'reml' | 'fast'): number {
  const { target } = profileOf(program, kind);
  const rng = stream('phi', target.dimension);
  const gradient = new Float64Array(target.dimension);
  const unused = new Float64Array(target.dimension);
  let worst = 0;
  for (let k = 0; k < 3; k++) {
    const phi = Array.from({ length: target.dimension }, () => 0.4 * rng.normal());
    const expected = differences((at) => target.logDensityAndGradient(at, unused), phi, 4e-3);
    target.logDensityAndGradient(phi, gradient);
    expected.forEach((slope, i) => {
      worst = Math.max(worst, relativeError(gradient[i], slope));
    });
  }
  return worst;
}
