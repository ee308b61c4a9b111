import { describe, expect, test } from 'vitest';
import type { AffineCoefficients, LatentModel } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { type ProfileTarget, profileTarget } from '../../src/engine/laplace/profile.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { worstError } from './gradients.ts';
import { outcomes, smallModel, structures } from './models.ts';

export function profileOf(
  program: Program,
  kind: 'reml' | 'fast',
): { target: ProfileTarget; coefficients: AffineCoefficients; model: LatentModel } {
  const model = latentModel(program, 'exclude');
  const coefficients = model.coefficients();
  if (coefficients === null) throw new Error('the coefficients are free');
  return { target: profileTarget(model, coefficients, kind), coefficients, model };
}

/** Tests of a criterion's gradient for every family and structure, and with an offset and weights. */
export function describeGradients(kind: 'reml' | 'fast'): void {
  const errorOf = (program: Program): number => {
    const { target } = profileOf(program, kind);
    return worstError(target, stream('phi', target.dimension));
  };
  describe('the exact gradient agrees with Richardson differences at random points', () => {
    for (const { family, outcome } of outcomes)
      test(`${typeof family === 'string' ? family : family.name}: every structure`, () => {
        // differences of order h^6 with h = 4e-3; rounding of the criterion (near 1e-13) over h is 1e-10
        for (const structure of structures)
          expect(
            errorOf(smallModel(`${outcome} ~ ${structure}`, { family }).program),
            structure,
          ).toBeLessThan(1e-7);
        const weighted = `${outcome} ~ x + offset(o) + (1 + x | class) + (1 | rater)`;
        expect(errorOf(smallModel(weighted, { family, weights: 'w' }).program)).toBeLessThan(1e-7);
      });
  });
}
