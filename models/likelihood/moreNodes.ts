import { allowsQuadrature, mostNodesOf } from '../../src/engine/laplace/checkCriterion.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import { dot, multiply } from '../../src/engine/linalg/vectors.ts';
import type { LaplaceResult } from './laplace.ts';

/** What finer quadrature says at the estimates of a fit. */
export interface NodeCheck {
  readonly nodes: number;
  /** The criterion with these nodes less the fit's own. */
  readonly change: number;
  /** How far its maximum lies from the estimates, in standard errors by one step of Newton's method. */
  readonly shift: number;
}

/** More than this is worth a word: in log likelihood where quadrature was asked for, */
const mostChange = 0.1;
/** and in standard errors, for Laplace's method too. */
const mostShift = 0.25;
const leastNodes = 7;

/**
 * Evaluates the criterion at a fit's estimates with 2 n + 1 nodes for its n, at least 7, one evaluation.
 * Null where that says nothing: no group effects, more than one factor, an exact integral, coefficients sought inside (fast,
 * REML), no convergence, or no more nodes to be had.
 */
export function checkNodes(result: LaplaceResult): NodeCheck | null {
  const { model, method, quadrature, fast, latent, certificate } = result;
  const { program } = model;
  const inside = method === 'reml' || fast;
  if (program.terms.length === 0 || inside || program.capabilities.quadraticInEta) return null;
  if (!certificate.converged || !allowsQuadrature(program)) return null;
  const nodes = Math.min(Math.max(2 * quadrature + 1, leastNodes), mostNodesOf(program));
  if (nodes <= quadrature) return null;
  const priors = method === 'map' ? 'include' : 'exclude';
  const target = openTarget(program, priors, { kind: 'quadrature', nodes }, latent);
  const gradient = new Float64Array(latent.alpha.length);
  const step = new Float64Array(latent.alpha.length);
  const value = target.logDensityAndGradient(latent.alpha, gradient);
  multiply(latent.covariance, gradient, step);
  return { nodes, change: value - latent.logMarginal, shift: Math.sqrt(Math.max(0, dot(step, gradient))) };
}

/** Whether a check says that the fit's nodes are too few. */
export function tooFewNodes({ change, shift }: NodeCheck, { quadrature }: LaplaceResult): boolean {
  return shift > mostShift || (quadrature > 1 && Math.abs(change) > mostChange);
}
