import { demandCollapsed, hasBorderEffects } from '../collapsed/integrate.ts';
import type { CollapsedLikelihood } from '../collapsed/likelihood.ts';
import { sparseStatistics } from '../collapsed/sparse/gather.ts';
import { hasSumsAlone, type Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import type { Criterion } from './criterion.ts';
import type { LaplaceFit } from './fitLaplace.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import { latentModel } from './latentOfProgram.ts';
import { type LaplaceMarginal, laplaceMarginal } from './marginal.ts';
import type { OuterTarget } from './outerTarget.ts';
import { quadratureMarginal } from './quadrature.ts';
import { populationOf, residualTarget } from './residualTarget.ts';

/** The marginal by Laplace's method, evaluated at a fit, whose mode of the group effects it starts from. */
export function openLaplace(
  program: Program,
  { priors, alpha, z, determinant }: LaplaceFit,
): LaplaceMarginal {
  const marginal = laplaceMarginal(latentModel(program, priors, determinant));
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
  { z, determinant }: Pick<LaplaceFit, 'z' | 'determinant'>,
): OuterTarget {
  const target =
    exactTarget(program, priors, criterion) ?? targetOf(latentModel(program, priors, determinant), criterion);
  target.mode.z.set(z);
  return target;
}

/** What is known at a fit of a model whose residuals have a structure, or whose rows are sums, coefficients held at the fit's. */
export function openResidual(program: Program, { priors, alpha }: LaplaceFit): CollapsedLikelihood {
  // of a term that is taken out first, covariances of effects are not had
  const statistics = hasBorderEffects(program)
    ? (sparseStatistics(program, true) ?? undefined)
    : demandCollapsed(program);
  const target = residualTarget(program, populationOf(program, priors), alpha.length, statistics);
  target.logDensityAndGradient(alpha, new Float64Array(alpha.length));
  const point = target.last();
  if (point === null) throw new RangeError('laplace: no Cholesky factor at a fit');
  return point;
}

/** Draws the group effects given alpha, for a model whose residuals have a structure. NaN where alpha has no marginal. */
export function conditionalEffects(
  program: Program,
  priors: PriorUse,
): (rng: Rng, alpha: Float64Array, zOut: Float64Array) => void {
  const target = residualTarget(program, populationOf(program, priors));
  const linear = new Float64Array(program.linear.length);
  return (rng, alpha, zOut) => {
    target.logDensityAndGradient(alpha, new Float64Array(alpha.length));
    const point = target.last();
    if (point === null) zOut.fill(Number.NaN);
    else point.draw(rng, linear, zOut);
  };
}

/** Where residuals have a structure, or there are sums of rows only; their marginal is exact. */
function exactTarget(program: Program, priors: PriorUse, { kind }: Criterion): OuterTarget | null {
  if (!hasSumsAlone(program) || kind !== 'laplace') return null;
  return residualTarget(program, populationOf(program, priors));
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
