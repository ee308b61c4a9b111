import type { ResidualKind, ResidualProgram } from '../program/residual.ts';
import { decayForm } from './decay.ts';
import { exchangeableForm } from './exchangeable.ts';
import type { ResidualForm } from './form.ts';
import { pointsForm } from './points.ts';
import { strataForm } from './strata.ts';

const forms: Readonly<Record<ResidualKind, (residual: ResidualProgram) => ResidualForm>> = {
  decay: decayForm,
  exchangeable: exchangeableForm,
  strata: strataForm,
  points: pointsForm,
};

export function residualForm(residual: ResidualProgram): ResidualForm {
  return forms[residual.kind](residual);
}
