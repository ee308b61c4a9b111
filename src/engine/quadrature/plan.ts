import { variablesOf } from '../autodiff/index.ts';
import { type NestedProposal, nestedProposal } from '../hmc/nestedProposal.ts';
import { pathProposal } from '../hmc/pathProposal.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { fitLaplace } from '../laplace/fitProgram.ts';
import { multiply } from '../linalg/vectors.ts';
import type { Program } from '../program/program.ts';
import { compileQuadrature } from './density.ts';
import { compileNestedQuadrature } from './nested/density.ts';
import { nesting } from './nested/nestedLevels.ts';
import { coarse } from './nested/tilted.ts';

/** What is read of a Laplace fit: its mode and the covariance there. */
export type ModeOfAlpha = Pick<LaplaceFit, 'alpha' | 'covariance' | 'converged' | 'singular'>;

/**
 * What to propose the population parameters from, along the effects' sd, of two factors that of the inner one; null where the marginal posterior has no
 * mode with curvature. With two factors the search begins at a Laplace fit's mode.
 */
export function quadratureProposal(program: Program, laplace?: ModeOfAlpha): NestedProposal | null {
  const { terms } = program;
  const places = nesting(program);
  if (places === null) return nestedProposal(compileQuadrature(program), sdOf(program, terms[0]));
  const { alpha, covariance, converged, singular } = laplace ?? fitLaplace(program);
  const isGood = converged && singular.length === 0;
  return pathProposal(compileNestedQuadrature(program, coarse), sdOf(program, terms[places.inner]), {
    mode: isGood ? alpha : new Float64Array(program.alpha.length),
    covariance: isGood ? covariance : null,
  });
}

function sdOf({ alpha }: Program, { factor }: Program['terms'][number]): number {
  const [sd] = variablesOf(factor[0]);
  return Math.max(0, alpha.indexOf(sd));
}

/**
 * How far the mode of a Laplace fit seems to be from that with the effects integrated out exactly, in posterior sds: the length of Newton's step there.
 * Infinity where that density is none.
 */
export function laplaceError(program: Program, { alpha, covariance }: ModeOfAlpha): number {
  const gradient = new Float64Array(alpha.length);
  const lp = compileNestedQuadrature(program, coarse).logDensityAndGradient(alpha, gradient);
  if (!Number.isFinite(lp)) return Number.POSITIVE_INFINITY;
  const step = new Float64Array(alpha.length);
  multiply(covariance, gradient, step);
  return Math.sqrt(step.reduce((sum, s, i) => sum + s * gradient[i], 0));
}
