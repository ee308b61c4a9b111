import type { Program } from '../program/program.ts';
import type { Criterion } from './criterion.ts';
import type { LaplaceFit } from './fitLaplace.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import { latentModel } from './latentOfProgram.ts';
import { type LaplaceMarginal, laplaceMarginal } from './marginal.ts';
import type { OuterTarget } from './outerTarget.ts';
import { quadratureMarginal } from './quadrature.ts';

/** The marginal by Laplace's method, evaluated at a fit, whose mode of the group effects it starts from. */
export function openLaplace(program: Program, { priors, alpha, z }: LaplaceFit): LaplaceMarginal {
  const marginal = laplaceMarginal(latentModel(program, priors));
  marginal.mode.z.set(z);
  marginal.logDensityAndGradient(alpha, new Float64Array(alpha.length));
  return marginal;
}

/**
 * What a fit maximises, as a function of all of alpha, its inner search to start from the fit's mode.
 * Throws RangeError for criteria that seek the coefficients themselves.
 */
export function openTarget(
  program: Program,
  priors: PriorUse,
  criterion: Criterion,
  { z }: Pick<LaplaceFit, 'z'>,
): OuterTarget {
  const target = targetOf(latentModel(program, priors), criterion);
  target.mode.z.set(z);
  return target;
}

function targetOf(model: LatentModel, criterion: Criterion): OuterTarget {
  switch (criterion.kind) {
    case 'laplace':
      return laplaceMarginal(model);
    case 'quadrature':
      return quadratureMarginal(model, criterion.nodes);
    case 'reml':
    case 'fast':
      throw new RangeError(`laplace: ${criterion.kind} is no function of all of alpha`);
  }
}
