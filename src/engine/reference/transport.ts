import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { cholesky } from '../linalg/cholesky.ts';
import type { Program } from '../program/program.ts';
import { demandIndependentRows } from '../program/residual.ts';
import { effectStarts } from '../program/starts.ts';
import { sharedFloat64 } from '../sharedArrays.ts';
import { denseStages } from './denseStages.ts';
import { sparseStages } from './sparseStages.ts';
import type { Stage } from './stage.ts';

/**
 * A map from standard normal coordinates xi to theta, made from a Laplace fit; plain data. alpha = centre + factor
 * xi_alpha. Then, from the smallest term to the largest, each level is standardised by the normal distribution that
 * the log likelihood's quadratic approximation at the mode gives it, with the larger terms integrated out, under the
 * CURRENT covariance parameters and given what is already placed:
 *   z_j = M_j^-1 L'g_j + R_j'^-1 xi_j,  M_j = I + L'I_j L = R_j R_j',  g_j = zy_j - zu_j w.
 * Levels of a term that another one's tie to each other are standardised together: see `Stage.common`.
 * So a level is centred where the data speak, non-centred where they do not, and stays right as the sds move.
 */
export interface Transport {
  readonly centre: Float64Array;
  /** Lower Cholesky factor of alpha's covariance, row-major. */
  readonly factor: Float64Array;
  /** In the order of placement: the smallest term first. */
  readonly stages: readonly Stage[];
  /** Length of w: every term's effects b, in the program's order, then the linear coefficients. */
  readonly width: number;
  /** Where each term's effects start in w (and, after alpha, in theta); the linear coefficients start last. */
  readonly starts: readonly number[];
}

/** Coefficients a level up to which a kernel of a level's own factor can be compiled: it has a local variable for each number. */
const mostCoefs = 18;

/** Builds the transport, or returns null where the fit gives no proper covariance, levels that vary together are too many or levels have too many coefficients. */
export function buildTransport(program: Program, laplace: LaplaceFit): Transport | null {
  demandIndependentRows(program, 'reference');
  if (program.terms.some(({ coefs }) => coefs.length > mostCoefs)) return null;
  const nAlpha = program.alpha.length;
  const factor = cholesky(laplace.covariance, nAlpha);
  const isSparse = program.terms.length > 1 && program.terms.every(({ mixing }) => mixing === undefined);
  const stages = isSparse ? sparseStages(program, laplace) : denseStages(program, laplace);
  if (factor === null || stages === null) return null;
  const starts = effectStarts(program.terms, 0);
  const width = (starts.at(-1) ?? 0) + program.linear.length;
  return { centre: shared(laplace.alpha), factor: shared(factor), stages, width, starts };
}

function shared(values: Float64Array): Float64Array {
  const out = sharedFloat64(values.length);
  out.set(values);
  return out;
}
