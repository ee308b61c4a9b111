import { describe, expect, test } from 'vitest';
import { constant } from '../../src/engine/autodiff/index.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { smallModel } from '../laplace/models.ts';

/** The same model with a structure that says nothing: every row is a block of its own. */
function structured(program: Program): Program {
  const { count } = program.rows;
  return {
    ...program,
    auxiliary: [...program.auxiliary, { name: 'rho', expression: constant(0.3) }],
    residual: {
      kind: 'decay',
      parameters: ['rho'],
      scale: 'sigma',
      starts: Int32Array.from({ length: count + 1 }, (_, i) => i),
      place: new Float64Array(count),
      places: 0,
      leading: program.terms.findIndex(({ group }) => group === 'class'),
    },
  };
}

const near = (a: ArrayLike<number>, b: ArrayLike<number>, digits: number): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits);
};

describe('a Laplace fit with a structure of blocks of one row is that of independent rows', () => {
  for (const formula of ['real ~ x + x2 + offset(o)', 'real ~ x + (1 + x | class) + (1 | rater) + offset(o)'])
    for (const [criterion, priors] of [
      ['laplace', 'exclude'],
      ['laplace', 'include'],
      ['reml', 'exclude'],
    ] as const)
      test(`${criterion}, priors ${priors}, ${formula}`, () => {
        const { program } = smallModel(formula);
        const options = { criterion: { kind: criterion }, priors };
        const independent = fitLaplace(program, options);
        const fit = fitLaplace(structured(program), options);
        expect(fit.converged).toBe(true);
        expect(fit.logMarginal).toBeCloseTo(independent.logMarginal, 8);
        near(fit.alpha, independent.alpha, 5);
        near(fit.z, independent.z, 5);
        // curvatures are differences of gradients
        near(fit.covariance, independent.covariance, 5);
        near(fit.modeSlopes, independent.modeSlopes, 5);
        near(fit.conditionalCovariance ?? [], independent.conditionalCovariance ?? [], 6);
      });
});
