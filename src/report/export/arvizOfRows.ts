import {
  logLikelihood,
  type Posterior,
  type RowDraws,
  rowDraws,
  rowsAt,
} from '../../../models/predict/index.ts';
import { InputError } from '../../engine/errors.ts';
import { type ArvizArray, samples } from './arvizArray.ts';
import { outcomeName, rowDimension } from './arvizRows.ts';
import type { ExportedFit } from './exportedFit.ts';

/** Most values of rows that are held: 160 MB. */
const mostValues = 2e7;

/**
 * New outcomes at the model's own rows, one a row and draw, given the groups that rows name. Throws InputError where there is no
 * model, its outcomes cannot be drawn, or there are too many.
 */
export function newOutcomes(fit: ExportedFit): ArvizArray {
  return valuesOfRows(fit, 'new outcomes', (posterior) => {
    const rows = rowsAt(posterior.model, null, { groups: 'given', newLevels: 'error' });
    return rowDraws(posterior, rows, { scale: 'outcome', groups: 'given' });
  });
}

/** The log likelihood of each row given the groups that it names. Throws InputError as `newOutcomes`, and for rows that have none. */
export function rowLikelihoods(fit: ExportedFit): ArvizArray {
  return valuesOfRows(fit, 'log likelihoods', logLikelihood);
}

function valuesOfRows(
  { draws, model, imputations }: ExportedFit,
  what: string,
  of: (posterior: Posterior) => RowDraws,
): ArvizArray {
  if (model === null) throw new InputError(`export: ${what} need the model, which this fit comes without`);
  const count = draws.chains * draws.draws;
  refuseTooMany(what, model.design.rows, count);
  const found = of({ model, draws, ...(imputations === undefined ? {} : { imputations }) });
  const values = new Float64Array(found.rows * count);
  found.fill(0, found.rows, values);
  const at = samples(
    draws,
    found.rows,
    (chain, draw, row) => values[row * count + chain * draws.draws + draw],
  );
  return { name: outcomeName(model), dims: [rowDimension(model)], sampled: true, at };
}

function refuseTooMany(what: string, rows: number, count: number): void {
  if (rows * count <= mostValues) return;
  const least = Math.ceil((rows * count) / mostValues);
  throw new InputError(
    `export: ${what} of ${rows} rows x ${count} draws are more than ${mostValues}; keep one draw in ${least} (thin), or leave them out`,
  );
}
