import { summarise, type Verdict, verdict } from '../../diagnostics/index.ts';
import type { Model } from '../../models/glmm.ts';
import type { LaplaceResult } from '../../models/laplace/laplace.ts';
import {
  type CompareOptions,
  compareLaplace,
  type LaplaceComparison,
} from '../../models/posterior/compareLaplace.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import type { Fit } from '../run/sample.ts';
import { type CompareVerdict, compareVerdict, fitTitle } from './compareVerdict.ts';
import { fitFile, verdictOf } from './fitFile.ts';

/** A Laplace fit beside the posterior, and a verdict in words. */
export interface Comparison extends LaplaceComparison {
  readonly verdict: CompareVerdict;
}

/**
 * Tells whether a Laplace fit would have done: estimate and standard error of every parameter beside posterior mean and
 * sd, Pareto k-hat, and a verdict. Monte Carlo error is taken into account; where the draws themselves are not to be
 * trusted the verdict says that first. Thresholds and reasons: docs/compare.md.
 * Throws InputError where both sides have no parameter in common.
 * @example compare(await sample(model), laplace(model)).verdict.text
 */
export function compare(
  fit: Fit<Model> | Draws,
  result: LaplaceResult,
  options: CompareOptions = {},
): Comparison {
  const draws = 'sampler' in fit ? fit.draws : fit;
  const comparison = compareLaplace(draws, result, options);
  const trust = 'sampler' in fit ? verdictOf(fitFile(fit)) : verdictOfDraws(draws);
  const { method, quadrature, fast, certificate } = result;
  const { parameters: rows, findings, remedies } = comparison;
  const title = fitTitle(method, quadrature, fast);
  const fitted = { title, converged: certificate.converged, rows, findings, remedies };
  return { ...comparison, verdict: compareVerdict(trust, fitted) };
}

/** By R-hat and effective sizes alone: draws without a report tell no divergences. */
function verdictOfDraws(draws: Draws): Verdict {
  const quantities = draws.names.map((name, q) => ({ name, ...summarise(columnAt(draws, q)) }));
  const counts = { chains: draws.chains, draws: draws.draws, divergences: 0, maxDepthHits: 0, ebfmi: [] };
  return verdict(quantities, counts);
}
