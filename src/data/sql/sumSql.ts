import type { GlmmOptions, Model } from '../../../models/glmm.ts';
import { NotSummed } from '../../../models/sums/notSummed.ts';
import { modelBySums } from '../../../models/sums/replay.ts';
import { roundAsker } from './askRound.ts';
import { type Reading, sizeUp } from './readRows.ts';
import { type Rows, sourceColumns } from './selection.ts';

/** The model of sums made in the database, or why it takes the rows; null where nobody would expect otherwise. */
export async function sumRows(
  { connection, found, na }: Reading,
  formula: string,
  options: GlmmOptions,
): Promise<{ readonly model: Model } | { readonly why: string | null }> {
  const { columns } = await sizeUp(connection, found);
  const rows: Rows = { found, columns, na };
  const source = { name: found.source, columns: sourceColumns(columns) };
  try {
    return {
      model: await modelBySums(formula, options, source, roundAsker(connection, rows)),
    };
  } catch (error) {
    if (error instanceof NotSummed) return { why: error.isNews ? error.message : null };
    throw error;
  }
}
