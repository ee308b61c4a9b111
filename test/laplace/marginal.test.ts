import { describe, expect, test } from 'vitest';
import type { PriorUse } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { differences, relativeError } from '../property/numeric.ts';
import { outcomes, smallModel, structures } from './models.ts';

/** Worst relative error of the gradient over a few random alpha. */
function worstError(program: Program, priors: PriorUse): number {
  const marginal = laplaceMarginal(latentModel(program, priors));
  const rng = stream('alpha', program.alpha.length);
  const gradient = new Float64Array(program.alpha.length);
  const unused = new Float64Array(program.alpha.length);
  let worst = 0;
  for (let k = 0; k < 3; k++) {
    const alpha = Array.from(program.alpha, () => 0.4 * rng.normal());
    const expected = differences((at) => marginal.logDensityAndGradient(at, unused), alpha, 4e-3);
    marginal.logDensityAndGradient(alpha, gradient);
    expected.forEach((slope, i) => {
      worst = Math.max(worst, relativeError(gradient[i], slope));
    });
  }
  return worst;
}

describe('the exact gradient agrees with Richardson differences at random alpha', () => {
  for (const { family, outcome } of outcomes)
    for (const structure of structures) {
      const name = typeof family === 'string' ? family : family.name;
      test(`${name}: ${outcome} ~ ${structure}`, () => {
        const { program } = smallModel(`${outcome} ~ ${structure}`, { family });
        // differences of order h^6 with h = 4e-3; rounding of F (near 1e-13) over h is 1e-10
        expect(worstError(program, 'include')).toBeLessThan(1e-7);
        expect(worstError(program, 'exclude')).toBeLessThan(1e-7);
      });
    }

  test('with an offset and weights', () => {
    for (const { family, outcome } of outcomes) {
      const formula = `${outcome} ~ x + offset(o) + (1 + x | class) + (1 | rater)`;
      const { program } = smallModel(formula, { family, weights: 'w' });
      expect(worstError(program, 'include')).toBeLessThan(1e-7);
    }
  });
});
