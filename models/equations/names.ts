import { quantityName } from '../../src/engine/program/quantity.ts';
import type { BuiltDesign } from '../design/build.ts';
import type { Model } from '../glmm.ts';
import { thresholdSets } from '../layout/thresholds.ts';
import { subscripted } from './equations.ts';

import { type Context, groupGamma, mostLevels, termSymbol } from './symbols.ts';

/** Which symbol is reported as what. */
export function namesSection(context: Context): string[] {
  const { model, coefficients, groupPredictors, groupings } = context;
  const letter = (number: number): string =>
    groupings.length === 0 ? `b_${number}` : `gamma_${subscripted(number, '0')}`;
  const means = coefficients
    .filter(({ fixed }) => fixed)
    .map(({ number, column }) => `${letter(number)}: ${coefficientName(model.design, column)}`);
  const predictors = groupPredictors.map(
    ({ number, column }) => `${groupGamma(number)}: ${coefficientName(model.design, column)}`,
  );
  const effects = model.design.groups.flatMap(({ group, predictor, coefs }) =>
    coefs.map(
      (coef) => `${termSymbol(context, group, predictor, coef)}: ${effectName(predictor, group, coef)}`,
    ),
  );
  const thresholds = thresholdsNamed(model);
  const lines = [...thresholds, ...means, ...predictors, ...effects].map((line) => `  ${line}`);
  return lines.length === 0 ? [] : ['Reported as', ...lines];
}

/** `threshold_k: b_Intercept[1], ..., b_Intercept[4]`, for each stratum that has its own. */
function thresholdsNamed({ family, outcome }: Model): string[] {
  const { thresholds } = family.chosen.family;
  if (thresholds === undefined) return [];
  const by = outcome.strata?.name;
  const lines = thresholdSets(thresholds).map(({ label, quantities }) => {
    const [one, last] = [quantities[0], quantities[quantities.length - 1]].map(quantityName);
    const where = label === null ? '' : ` where ${by} is ${label}`;
    return `threshold_k${where}: ${one === last ? one : `${one}, ..., ${last}`}`;
  });
  return lines.length > mostLevels ? [...lines.slice(0, mostLevels), '...'] : lines;
}

/** Null for the intercept. */
function coefficientName({ predictor }: BuiltDesign, coef: string | null): string {
  return quantityName(
    coef === null ? { kind: 'intercept', predictor } : { kind: 'coefficient', predictor, coef },
  );
}

function effectName(predictor: string, group: string, coef: string): string {
  return quantityName({ kind: 'groupEffect', predictor, group, level: 'level', coef });
}
