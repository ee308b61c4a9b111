import type { Model } from '../../../models/glmm.ts';
import { residualSdOf } from '../../../models/layout/rowDensity.ts';
import { sameExpression } from '../../../models/likelihood/sameExpression.ts';
import { variable } from '../../engine/autodiff/index.ts';
import { mainPredictor, type Quantity } from '../../engine/program/quantity.ts';

/** The unit in which a quantity is told, for its axis; undefined for a number without, such as a correlation. */
export function unitOf(quantity: Quantity, model: Model | null): string | undefined {
  if (model === null) return undefined;
  switch (quantity.kind) {
    case 'intercept':
    case 'threshold':
      return scaleOf(model, quantity.predictor);
    case 'coefficient':
    case 'monotone':
      return perUnit(model, quantity.predictor, quantity.coef);
    case 'sd':
    case 'groupEffect':
      return quantity.coef === 'Intercept'
        ? scaleOf(model, quantity.predictor)
        : perUnit(model, quantity.predictor, quantity.coef);
    case 'residualSd':
    case 'missingOutcome':
      return outcomeUnit(model);
    case 'auxiliary':
      return quantity.parameter === residualSdOf(model.family.chosen) ? outcomeUnit(model) : undefined;
    case 'correlation':
    case 'commonCorrelation':
    case 'residualCorrelation':
    case 'residualPair':
    case 'share':
    case 'shrinkage':
    case 'own':
      return undefined;
  }
}

const outcomeUnit = ({ design }: Model): string => `unit of ${design.response.name}`;

function perUnit(model: Model, predictor: string, coef: string): string {
  return `${scaleOf(model, predictor)} per unit of ${coef}`;
}

/** Of a linear predictor: the outcome's own under an identity link, else the link's scale. */
export function scaleOf(model: Model, predictor: string): string {
  if (predictor !== mainPredictor && predictor !== model.design.predictor)
    return `linear predictor of ${predictor}`;
  const { inverse, name } = model.family.chosen.link;
  const eta = variable('eta');
  if (inverse !== null && sameExpression(inverse(eta), eta)) return outcomeUnit(model);
  return `${name} scale`;
}
