import { quantityName } from '../../src/engine/program/quantity.ts';
import type { BuiltDesign } from '../design/build.ts';
import type { Model } from '../glmm.ts';
import { thresholdSets } from '../layout/thresholds.ts';
import { subscripted } from './equations.ts';
import { indexed, type Line, line, type Maths, title } from './maths.ts';

import { type Context, groupGamma, mostLevels, termSymbol } from './symbols.ts';

/** Which symbol is reported as what. */
export function namesSection(context: Context): Line[] {
  const { model, coefficients, groupPredictors, groupings } = context;
  const letter = (number: number): Maths =>
    groupings.length === 0 ? indexed('b', `${number}`) : indexed('gamma', subscripted(number, '0'));
  const named = (symbol: Maths, called: string): Line => line(1, symbol, `: ${called}`);
  const means = coefficients
    .filter(({ fixed }) => fixed)
    .map(({ number, column }) => named(letter(number), coefficientName(model.design, column)));
  const predictors = groupPredictors.map(({ number, column }) =>
    named(groupGamma(number), coefficientName(model.design, column)),
  );
  const effects = model.design.groups.flatMap(({ group, predictor, coefs }) =>
    coefs.map((coef) =>
      named(termSymbol(context, group, predictor, coef), effectName(predictor, group, coef)),
    ),
  );
  const lines = [...thresholdsNamed(model), ...means, ...predictors, ...effects];
  return lines.length === 0 ? [] : [title('Reported as'), ...lines];
}

/** `threshold_k: b_Intercept[1], ..., b_Intercept[4]`, for each stratum that has its own. */
function thresholdsNamed({ family, outcome }: Model): Line[] {
  const { thresholds } = family.chosen.family;
  if (thresholds === undefined) return [];
  const by = outcome.strata?.name;
  const lines = thresholdSets(thresholds).map(({ label, quantities }) => {
    const [one, last] = [quantities[0], quantities[quantities.length - 1]].map(quantityName);
    const where = label === null ? '' : ` where ${by} is ${label}`;
    return line(1, indexed('threshold', 'k'), `${where}: ${one === last ? one : `${one}, ..., ${last}`}`);
  });
  return lines.length > mostLevels ? [...lines.slice(0, mostLevels), line(1, '...')] : lines;
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
