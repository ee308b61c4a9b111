import { rowDraws, rowsAt } from '../../../models/predict/index.ts';
import { InputError } from '../../engine/errors.ts';
import { type ArvizArray, samples } from './arvizArray.ts';
import { outcomeName, rowDimension } from './arvizRows.ts';
import type { ExportedFit } from './exportedFit.ts';

/** Most new outcomes that are held: 160 MB. */
const mostOutcomes = 2e7;

/**
 * New outcomes at the model's own rows, one a row and draw, given the groups that rows name. Throws InputError where there is no
 * model, its outcomes cannot be drawn, or there are too many.
 */
export function newOutcomes({ draws, model, imputations }: ExportedFit): ArvizArray {
  if (model === null)
    throw new InputError('export: new outcomes need the model, which this fit comes without');
  const posterior = { model, draws, ...(imputations === undefined ? {} : { imputations }) };
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const count = draws.chains * draws.draws;
  refuseTooMany(rows.rows, count);
  const outcomes = new Float64Array(rows.rows * count);
  rowDraws(posterior, rows, { scale: 'outcome', groups: 'given' }).fill(0, rows.rows, outcomes);
  const at = samples(
    draws,
    rows.rows,
    (chain, draw, row) => outcomes[row * count + chain * draws.draws + draw],
  );
  return { name: outcomeName(model), dims: [rowDimension(model)], sampled: true, at };
}

function refuseTooMany(rows: number, count: number): void {
  if (rows * count <= mostOutcomes) return;
  const least = Math.ceil((rows * count) / mostOutcomes);
  throw new InputError(
    `export: ${rows} rows x ${count} draws of new outcomes are more than ${mostOutcomes}; keep one draw in ${least} (thin), or leave them out`,
  );
}
