import type { Note } from '../notes.ts';
import type { Design, FixedDesign } from './design.ts';
import { showSome } from './frame.ts';
import { dependences } from './rank.ts';
import { takeRows } from './takeRows.ts';

/** The right side at rows that lack the outcome. */
export type MissingOutcomes = Pick<Design, 'rows' | 'fixed' | 'groups' | 'further' | 'offset' | 'rowNumbers'>;

/** Some rows of a design's right side, 0-based; levels and columns stay as they are. */
export function someRows(design: MissingOutcomes, rows: Int32Array): MissingOutcomes {
  return {
    rows: rows.length,
    ...takeRows(design, rows),
    further: design.further.map((one) => ({ ...one, ...takeRows(one, rows) })),
    rowNumbers: rows.map((row) => design.rowNumbers[row]),
  };
}

/** How many outcomes are missing, and which coefficients the rows that have one, `observed`, say nothing of. */
export function missingNotes(
  observed: Pick<Design, 'fixed' | 'further'>,
  missing: MissingOutcomes | null,
): Note[] {
  if (missing === null) return [];
  const count = missing.rows === 1 ? '1 outcome is' : `${missing.rows} outcomes are`;
  const text = `${count} missing and drawn, as Ymi[row]`;
  const untold = [observed.fixed, ...observed.further.map(({ fixed }) => fixed)].flatMap(dependentNames);
  const priorsAlone = `rows with an outcome cannot tell ${showSome(untold)}: ${untold.length === 1 ? 'its prior counts' : 'their priors count'}`;
  return [text, ...(untold.length === 0 ? [] : [priorsAlone])].map((said) => ({
    kind: 'missingOutcomes',
    text: said,
  }));
}

function dependentNames({ intercept, names, columns }: FixedDesign): string[] {
  return dependences(columns, intercept).map(({ column }) => `"${names[column]}"`);
}
