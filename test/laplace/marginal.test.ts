import { describe, expect, test } from 'vitest';
import type { PriorUse } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { worstError } from './gradients.ts';
import { outcomes, smallModel, structures } from './models.ts';

/** Worst relative error of the gradient over a few random alpha. */
function gradientError(program: Program, priors: PriorUse): number {
  return worstError(laplaceMarginal(latentModel(program, priors)), stream('alpha', program.alpha.length));
}

describe('the exact gradient agrees with Richardson differences at random alpha', () => {
  for (const { family, outcome } of outcomes)
    for (const structure of structures) {
      const name = typeof family === 'string' ? family : family.name;
      test(`${name}: ${outcome} ~ ${structure}`, () => {
        const { program } = smallModel(`${outcome} ~ ${structure}`, { family });
        // differences of order h^6 with h = 4e-3; rounding of F (near 1e-13) over h is 1e-10
        expect(gradientError(program, 'include')).toBeLessThan(1e-7);
        expect(gradientError(program, 'exclude')).toBeLessThan(1e-7);
      });
    }

  test('with an offset and weights', () => {
    for (const { family, outcome } of outcomes) {
      const formula = `${outcome} ~ x + offset(o) + (1 + x | class) + (1 | rater)`;
      const { program } = smallModel(formula, { family, weights: 'w' });
      expect(gradientError(program, 'include')).toBeLessThan(1e-7);
    }
  });
});
