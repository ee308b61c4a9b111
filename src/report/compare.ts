import { summarise, type Verdict, verdict } from '../../diagnostics/index.ts';
import {
  type CompareOptions,
  compareLaplace,
  type LaplaceComparison,
} from '../../models/compare/compareLaplace.ts';
import type { WeighedDraws } from '../../models/compare/compareParameters.ts';
import { rowCount } from '../../models/design/design.ts';
import type { Model } from '../../models/glmm.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import { sameExpression } from '../../models/likelihood/sameExpression.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import type { Say } from '../engine/advice.ts';
import { InputError } from '../engine/errors.ts';
import { isFixed, isMissingOutcome } from '../engine/program/quantity.ts';
import { type CompareVerdict, compareVerdict, fitTitle } from './compareVerdict.ts';
import { fitFile } from './fitFile.ts';
import { verdictOf } from './fitVerdict.ts';

/** A Laplace fit beside the posterior, and a verdict in words. */
export interface Comparison extends LaplaceComparison {
  readonly verdict: CompareVerdict;
}

/**
 * Tells whether a Laplace fit would have done: estimate and standard error of every parameter beside posterior mean and
 * sd, Pareto k-hat, and a verdict. Monte Carlo error is taken into account; where the draws themselves are not to be
 * trusted the verdict says that first. Thresholds and reasons: docs/compare.md.
 * `say` says what other fits may do better, as a user of the caller's would ask for them. Throws InputError where a fit is of another formula, family or number of rows, or no parameter is in common.
 * @example compare(await sample(model), laplace(model)).verdict.text
 */
export function compare(
  fit: Fit<Model> | Draws,
  result: LaplaceResult,
  { say, ...options }: CompareOptions & { readonly say?: Say } = {},
): Comparison {
  if ('sampler' in fit) checkSameModel(fit.model, result.model);
  const { approximation } = 'sampler' in fit ? fit.draws : fit;
  const { draws, trust } = 'sampler' in fit ? judged(fit) : { draws: fit, trust: verdictOfDraws(fit) };
  const comparison = compareLaplace(draws, result, options);
  const { method, quadrature, fast, certificate } = result;
  const { parameters: rows, findings, remedies } = comparison;
  const title = fitTitle(method, quadrature, fast);
  const fitted = {
    title,
    converged: certificate.converged,
    rows,
    findings,
    remedies,
    ...(approximation === undefined ? {} : { approximation }),
    ...(say === undefined ? {} : { say }),
  };
  return { ...comparison, verdict: compareVerdict(trust, fitted) };
}

/** A fit's draws and what its report says of them. */
function judged(fit: Fit<Model>): { readonly draws: WeighedDraws; readonly trust: Verdict } {
  const file = fitFile(fit);
  const draws = { ...fit.draws, effectiveDraws: file.sampler.importance?.effectiveDraws };
  return { draws, trust: verdictOf(file) };
}

/** Priors may differ; what tells two models apart otherwise is said. Two names of one density are one family. */
function checkSameModel(sampled: Model, fitted: Model): void {
  if (sampled === fitted) return;
  const sameFamily = sameExpression(sampled.program.rows.density, fitted.program.rows.density);
  const [one, other] = [sampled, fitted].map(({ formula, family, design }) => [
    `formula "${formula.replace(/\s+/g, ' ').trim()}"`,
    ...(sameFamily ? [] : [`family ${family.name} (${family.link})`]),
    `residuals ${design.residual?.syntax.text ?? 'iid'}`,
    `${rowCount(design)} rows`,
  ]);
  const at = one.findIndex((part, i) => withoutSpaces(part) !== withoutSpaces(other[i]));
  if (at < 0 && !sameFamily)
    throw new InputError(
      `compare: the fits are of two families with the name ${sampled.family.name}; fit both to the same model`,
    );
  if (at >= 0)
    throw new InputError(
      `compare: the fits are of different models: ${one[at]} and ${other[at]}; fit both to the same model`,
    );
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}

/** By R-hat and effective sizes alone: draws without a report tell no divergences. */
function verdictOfDraws(draws: Draws): Verdict {
  const quantities = draws.names.flatMap((name, q) =>
    isFixed(draws.quantities[q]) || isMissingOutcome(draws.quantities[q])
      ? []
      : [{ name, ...summarise(columnAt(draws, q)) }],
  );
  const counts = { chains: draws.chains, draws: draws.draws, divergences: 0, maxDepthHits: 0, ebfmi: [] };
  return verdict(quantities, counts);
}
