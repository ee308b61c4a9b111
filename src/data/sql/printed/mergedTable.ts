import { sortLevels } from '../../../../models/codePoints.ts';
import type { GlmmOptions } from '../../../../models/glmm.ts';
import { refuseMissing } from '../../../../models/sums/declare.ts';
import type { Answer, AnswerColumn, Question, SummedSource } from '../../../../models/sums/questions.ts';
import type { Column, Table } from '../../../../models/table.ts';
import { InputError } from '../../../engine/errors.ts';

/** Equal rows, each with how often it occurs. */
export async function mergedTable(
  source: SummedSource,
  options: GlmmOptions,
  ask: (questions: readonly Question[]) => Promise<readonly Answer[] | null>,
): Promise<Table | null> {
  const by = source.columns.map(({ name }) => name);
  const answers = await ask([
    { kind: 'counts', of: [] },
    { kind: 'products', columns: [], weight: null, pairs: [], by },
  ]);
  if (answers === null) return null;
  const [counts, merged] = answers;
  const [rows, complete] = counts.columns.map((column) => Number(column[0]));
  refuseMissing(rows, complete, source, options);
  const times = Float64Array.from(merged.columns[by.length] as Float64Array);
  const found = times.reduce((sum, n) => sum + n, 0);
  if (found !== complete)
    throw new InputError(
      `sums: the merged rows are ${found} rows in all, wanted ${complete}: rows changed, or the result is cut off; run its statement again`,
    );
  const text = `equal rows were merged in the database, ${merged.rows} different ones of ${complete}, which changes nothing that is found`;
  return {
    source: source.name,
    rows: merged.rows,
    columns: new Map(source.columns.map(({ name, kind }, c) => [name, columnOf(merged.columns[c], kind)])),
    counts: times,
    incomplete: rows - complete,
    notes: [{ kind: 'database', text }],
  };
}

function columnOf(cells: AnswerColumn, kind: 'number' | 'text' | 'boolean'): Column {
  if (kind === 'number') return { kind, values: Float64Array.from(cells as Float64Array) };
  if (kind === 'boolean') return { kind, values: Int8Array.from(cells as Float64Array) };
  const words = Array.from(cells, String);
  const levels = sortLevels([...new Set(words)]);
  const code = new Map(levels.map((level, i) => [level, i]));
  return { kind: 'factor', levels, codes: Int32Array.from(words, (word) => code.get(word) ?? -1) };
}
