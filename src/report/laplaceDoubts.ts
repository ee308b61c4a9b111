import { determinantError } from '../../models/likelihood/determinantError.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import { checkNodes, tooFewNodes } from '../../models/likelihood/moreNodes.ts';
import { oneWayLevels } from '../../models/likelihood/oneWay.ts';
import { allowsQuadrature } from '../engine/laplace/checkCriterion.ts';

/** What finer quadrature says where it says something else, in words. */
export function nodeDoubts(result: LaplaceResult): string[] {
  const check = checkNodes(result);
  if (check === null || !tooFewNodes(check, result)) return [];
  const { nodes, change, shift } = check;
  const { method, quadrature } = result;
  const what = method === 'map' ? 'log posterior' : 'log likelihood';
  const own = quadrature > 1 ? `${quadrature} nodes are too few` : "Laplace's method is far from exact here";
  const moved = `${nodes} nodes put the ${what} at the estimates ${Math.abs(change).toPrecision(2)} ${change > 0 ? 'higher' : 'lower'}`;
  const off = `its maximum about ${shift.toPrecision(2)} standard errors away`;
  return [`${own}: ${moved} and ${off}; compare with --quadrature ${nodes}`];
}

/** Standard errors of a log likelihood, and of an estimate in its own, above which an estimated log determinant is rough. */
const rough = { logLik: 0.1, drift: 0.1 } as const;

/** Where an estimated log determinant leaves more than one would ignore. */
export function roughDeterminant(result: LaplaceResult): string[] {
  const error = determinantError(result);
  if (error === null || (error.logLik <= rough.logLik && error.drift <= rough.drift)) return [];
  return [
    `the log determinant is estimated roughly: standard error ${error.logLik.toPrecision(2)} of the log likelihood, ${(2 * error.logLik).toPrecision(2)} of AIC and BIC, and up to ${error.drift.toPrecision(2)} standard errors of an estimate; compare with --log-determinant exact where there is time and memory`,
  ];
}

/** Sds on the scale of eta below this leave the effects of one-way levels near enough to normal. */
const large = 3;

/** Where quadrature is not to be had: levels all one way, whose effects are far from normal where the sd lets them go. */
export function oneWayDoubts(result: LaplaceResult): string[] {
  const { model, population, fast, certificate } = result;
  if (!certificate.converged || (allowsQuadrature(model.program) && !fast)) return [];
  return oneWayLevels(model).flatMap(({ group, oneWay, levels }) => {
    if (2 * oneWay <= levels) return [];
    const sds = population.estimates.filter((_, i) => {
      const quantity = population.quantities[i];
      return quantity.kind === 'sd' && quantity.group === group;
    });
    if (!(Math.max(...sds) > large)) return [];
    const instead = fast && allowsQuadrature(model.program) ? 'compare with quadrature' : 'sample instead';
    return [
      `${oneWay} of ${levels} levels of ${group} have outcomes all one way, where Laplace's method is far from exact; ${instead}`,
    ];
  });
}

/** A standard error this many times as large as its sd says that the data tell next to nothing of it. */
const muchLarger = 3;

/** Sds that the fit holds, but hardly. */
export function looseSds({ population }: LaplaceResult): string[] {
  const { names, quantities, estimates, standardErrors } = population;
  return names.flatMap((name, i) => {
    const times = standardErrors[i] / estimates[i];
    if (quantities[i].kind !== 'sd' || !(times > muchLarger)) return [];
    return [
      `the data hardly tell ${name}: its standard error, ${standardErrors[i].toPrecision(2)}, is ${times.toPrecision(2)} times the estimate`,
    ];
  });
}
