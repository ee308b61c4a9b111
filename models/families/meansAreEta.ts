import { variable } from '../../src/engine/autodiff/index.ts';
import { sameExpression } from '../likelihood/sameExpression.ts';
import type { ChosenFamily } from './choose.ts';

/** Whether the linear predictor is the outcome's mean itself, so that a coefficient is a difference of means. */
export function meansAreEta({ family, link }: ChosenFamily): boolean {
  if (family.mean !== undefined || family.chances !== undefined || family.thresholds !== undefined)
    return false;
  const eta = variable('eta');
  return link.inverse !== null && sameExpression(link.inverse(eta), eta);
}
