import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { residualOutcomes } from './outcomes.ts';
import { type ResidualsAt, residualsAt } from './residuals.ts';
import { rowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';
import { madeOf, scaleWriter } from './scales.ts';
import type { Asked, Posterior, Scale } from './types.ts';

/** Whether residuals of rows of a block vary together. */
export function hasBlocks({ model: { design } }: RowsAt): boolean {
  return design.residual !== null && design.residual.block !== null;
}

/**
 * The draws of a scale at rows of known groups whose residuals vary together. Of new rows, if `ahead`, the outcome is normal around eta and the mean of its
 * residual given those that the model has of its block, with the sd given these; else the residual is a new one.
 */
export function givenResiduals(
  { imputations }: Posterior,
  rows: RowsAt,
  { scale, seed = '1', ahead = false }: Asked,
  find: DrawsOf,
  etas: readonly WriteEta[],
): RowWriter {
  const isAhead = ahead && rows.table !== null && imputations === undefined && isOfOutcome(scale);
  if (scale !== 'outcome' && !isAhead) {
    const plain = scaled(rows, scale, find, etas, seed, null);
    return rows.table !== null && ahead ? { ...plain, note: otherNote(scale) } : plain;
  }
  const residuals = residualsAt(rows, find, isAhead, seed);
  const writer =
    scale === 'outcome'
      ? residualOutcomes(rows, etas[0], residuals)
      : scaled(rows, scale, find, shifted(etas, residuals), seed, residuals);
  return { ...writer, note: noteOf(rows, isAhead, residuals.ahead) };
}

/** All but the linear predictor and parameters. */
function isOfOutcome(scale: Scale): boolean {
  return scale !== 'link' && !(typeof scale === 'object' && 'parameter' in scale);
}

function scaled(
  rows: RowsAt,
  scale: Scale,
  find: DrawsOf,
  etas: readonly WriteEta[],
  seed: string,
  residuals: ResidualsAt | null,
): RowWriter {
  const sdOf = residuals === null ? null : residuals.sd;
  return scaleWriter(rows, madeOf(rows, scale), find, etas, () => rowState(rows, find, etas, sdOf), seed);
}

function shifted([first, ...others]: readonly WriteEta[], residuals: ResidualsAt): WriteEta[] {
  const shift: WriteEta = (row, etaOut) => {
    first(row, etaOut);
    const mean = residuals.mean(row);
    for (let d = 0; d < etaOut.length; d++) etaOut[d] += mean[d];
  };
  return [shift, ...others];
}

/** In words, of residuals of which none is known: under other rules than 'given', or of scales that have none. */
export function otherNote(scale: Scale): string {
  if (!isOfOutcome(scale)) return 'without residuals';
  return scale === 'outcome' ? 'new residuals, each by itself' : 'new residuals';
}

function noteOf({ model, rows }: RowsAt, isAhead: boolean, count: number): string {
  const group = model.design.residual?.syntax.columns.join(':');
  if (!isAhead) return 'new residuals';
  if (count === 0) return `new residuals, as the model has no row of their ${group}`;
  const some = count === rows ? '' : ` (${count} of ${rows} rows; new residuals for the others)`;
  return `ahead from the residuals of its ${group}${some}`;
}
