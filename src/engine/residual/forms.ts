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
  const form = forms[residual.kind](residual);
  return residual.condensed === undefined ? form : ofCondensedRows(form, residual);
}

/** The same covariance, of which sums were made elsewhere: every row's square is one of its set's. */
function ofCondensedRows(form: ResidualForm, { place }: ResidualProgram): ResidualForm {
  return {
    ...form,
    visit(row, combiner) {
      combiner.add(row, 1);
      combiner.end(place[row]);
    },
    draw() {
      throw new RangeError('residual: there are no rows to draw residuals of');
    },
  };
}
