import { InputError } from '../../src/engine/errors.ts';
import { averagedWriter } from './averaged.ts';
import { drawsOfQuantity } from './drawsOfQuantity.ts';
import { givenResiduals, hasBlocks, otherNote } from './givenResiduals.ts';
import { etaWriter, type WriteEta } from './linear.ts';
import { rowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';
import { type Made, madeOf, scaleWriter } from './scales.ts';
import { statementOf } from './statement.ts';
import { termEffects } from './termEffects.ts';
import { totalSdWriter } from './totalSd.ts';
import type { Asked, Posterior, RowDraws } from './types.ts';

/**
 * Draws of a quantity at rows, one a draw of the posterior. Deterministic in the fit and the seed; a row's draws do not depend on the
 * other rows. Throws InputError for what the model does not say, and for rows that were read under another rule of groups.
 */
export function rowDraws(posterior: Posterior, rows: RowsAt, asked: Asked): RowDraws {
  checkRows(posterior, rows, asked);
  const { draws } = posterior;
  const writer = rowWriter(posterior, rows, asked);
  const count = draws.chains * draws.draws;
  const size = (writer.categories?.length ?? 1) * count;
  return {
    rows: rows.rows,
    chains: draws.chains,
    draws: draws.draws,
    statement: statementOf(posterior, rows, asked, writer.note),
    categories: writer.categories,
    fill(from, to, out) {
      for (let row = from; row < to; row++)
        writer.write(row, out.subarray((row - from) * size, (row - from + 1) * size));
    },
  };
}

function rowWriter(posterior: Posterior, rows: RowsAt, asked: Asked): RowWriter {
  const { scale, groups, seed = '1' } = asked;
  const find = drawsOfQuantity(posterior.draws);
  const effectsOf = termEffects(find, { groups, seed });
  const etas: WriteEta[] = rows.predictors.map((_, p) => etaWriter(rows, p, find, effectsOf));
  if (groups === 'given' && hasBlocks(rows)) return givenResiduals(posterior, rows, asked, find, etas);
  const write = groups === 'averaged' ? averagedWriter : scaleWriter;
  const writerOf = (made: Made): RowWriter =>
    write(rows, made, find, etas, () => rowState(rows, find, etas), seed);
  if (scale === 'sd' && groups === 'averaged') return totalSdWriter(rows, find.count, writerOf);
  const writer = writerOf(madeOf(rows, scale));
  return asked.ahead === true && hasBlocks(rows) ? { note: otherNote(scale), ...writer } : writer;
}

function checkRows(posterior: Posterior, rows: RowsAt, { groups }: Asked): void {
  if (rows.model !== posterior.model)
    throw new InputError('predict: the rows are of another model than the draws');
  if (rows.groups !== groups)
    throw new InputError(`predict: the rows were read for groups "${rows.groups}", got groups "${groups}"`);
  if (posterior.imputations !== undefined && rows.table === null)
    throw new InputError(
      'predict: a fit of several imputed data sets has no rows of its own, as each set has others; give the rows as new data',
    );
}
