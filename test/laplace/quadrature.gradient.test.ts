import { describe, expect, test } from 'vitest';
import type { PriorUse } from '../../src/engine/laplace/latentModel.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { quadratureMarginal } from '../../src/engine/laplace/quadrature.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { relativeError } from '../property/numeric.ts';
import { worstError } from './gradients.ts';
import { outcomes, smallModel } from './models.ts';

/** One factor, one to three coefficients a level, in one term or several. */
const structures = [
  { structure: 'x + (1 | class)', nodes: [1, 2, 7, 25] },
  { structure: 'x + (1 + x | class)', nodes: [3, 8] },
  { structure: 'x + (1 + x || class)', nodes: [4] },
  { structure: 'x + (0 + x | class) + (1 | class)', nodes: [5] },
  { structure: 'x + x2 + (0 + x2 | class) + (1 + x | class)', nodes: [4] },
  { structure: 'x + x2 + (1 + x + x2 | class)', nodes: [3, 4] },
];

function randomAlpha(program: Program): number[] {
  const rng = stream('quadrature', program.alpha.length);
  return Array.from(program.alpha, () => 0.4 * rng.normal());
}

/** Worst relative error of the gradient at a random alpha. */
function gradientError(program: Program, nodes: number, priors: PriorUse): number {
  const marginal = quadratureMarginal(latentModel(program, priors), nodes);
  return worstError(marginal, stream('quadrature', program.alpha.length), 1);
}

describe('the exact gradient agrees with Richardson differences, modes and scaling moving', () => {
  for (const { family, outcome } of outcomes)
    for (const { structure, nodes } of structures)
      test(`${typeof family === 'string' ? family : family.name}: ${outcome} ~ ${structure}, ${nodes} nodes`, () => {
        const { program } = smallModel(`${outcome} ~ ${structure}`, { family });
        // differences of order h^6 with h = 4e-3; rounding of F (near 1e-13) over h is 1e-10
        for (const n of nodes) expect(gradientError(program, n, 'exclude')).toBeLessThan(1e-7);
      });

  test('with an offset, weights and priors', () => {
    for (const { family, outcome } of outcomes) {
      const formula = `${outcome} ~ x + offset(o) + (1 + x | class)`;
      const { program } = smallModel(formula, { family, weights: 'w' });
      expect(gradientError(program, 5, 'include')).toBeLessThan(1e-7);
    }
  });
});

describe('one node is Laplace', () => {
  for (const { family, outcome } of outcomes)
    test(`${typeof family === 'string' ? family : family.name}: value and gradient to 1e-12`, () => {
      const { program } = smallModel(`${outcome} ~ x + (1 + x | class)`, { family });
      const alpha = randomAlpha(program);
      const [one, laplace] = [new Float64Array(alpha.length), new Float64Array(alpha.length)];
      const model = latentModel(program, 'include');
      const value = quadratureMarginal(model, 1).logDensityAndGradient(alpha, one);
      const expected = laplaceMarginal(model).logDensityAndGradient(alpha, laplace);
      expect(relativeError(value, expected)).toBeLessThan(1e-12);
      one.forEach((slope, i) => {
        // the adjoint of the mode is the inner gradient at its end, up to 1e-12 here
        expect(relativeError(slope, laplace[i])).toBeLessThan(1e-11);
      });
    });
});

test('gaussian rows are integrated exactly by any number of nodes', () => {
  for (const { structure, nodes } of structures) {
    const { program } = smallModel(`real ~ ${structure}`);
    const alpha = randomAlpha(program);
    const [by, exact] = [new Float64Array(alpha.length), new Float64Array(alpha.length)];
    const model = latentModel(program, 'exclude');
    const expected = laplaceMarginal(model).logDensityAndGradient(alpha, exact);
    for (const n of nodes) {
      const value = quadratureMarginal(model, n).logDensityAndGradient(alpha, by);
      expect(Math.abs(value - expected)).toBeLessThan(1e-10);
      by.forEach((slope, i) => {
        expect(relativeError(slope, exact[i])).toBeLessThan(1e-10);
      });
    }
  }
});
