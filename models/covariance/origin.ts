import type { Note } from '../notes.ts';
import { type ResolvedPrior, rowOf, writtenIn } from '../priors/resolve.ts';
import { isOnes, meanOf, spreadOf } from './basis.ts';
import type { CovarianceStructure } from './structure.ts';
import { type PlainTerm, type StructuredTerm, structuredTerm } from './term.ts';

/** The table of priors, with those marked that stand at the predictors' means. */
export function placedPriors(
  table: readonly ResolvedPrior[],
  groups: readonly PlainTerm[],
): readonly ResolvedPrior[] {
  const rows = groups
    .map((group) => structuredTerm(group, writtenIn(table)))
    .filter(({ place, coefs }) => place === 'means' && coefs.length > 1)
    .flatMap(({ structure, ...term }) =>
      structure
        .parameters(term)
        .filter(({ of }) => of[0] === 0)
        .map(({ quantity }) => rowOf(table, quantity)),
    );
  return table.map((row) => (rows.includes(row) ? { ...row, atMeans: true } : row));
}

/** A predictor whose zero lies outside its values and this many sds from their mean is far from zero. */
const far = 5;

/** What to know of terms whose coefficients stand at a predictor's zero, far from the data. */
export function originNotes(table: readonly ResolvedPrior[], groups: readonly PlainTerm[]): Note[] {
  return groups.flatMap((group) => {
    const term = structuredTerm(group, writtenIn(table));
    if (term.place !== null) return [];
    return group.columns.flatMap((column, c) => (isFar(column) ? [farNote(group, term, c)] : []));
  });
}

function isFar(column: Float64Array): boolean {
  const [low, high] = column.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
  return low * high > 0 && low < high && Math.abs(meanOf(column)) > far * spreadOf(column);
}

function farNote({ coefs, group, columns }: PlainTerm, { structure }: StructuredTerm, c: number): Note {
  const coef = coefs[c];
  const sds = Math.round(Math.abs(meanOf(columns[c])) / spreadOf(columns[c]));
  const where = `at ${coef} = 0, ${sds} sds from its mean`;
  return { kind: 'farFromZero', text: farText(group, coef, where, structure, isOnes(columns[0])) };
}

function farText(
  group: string,
  coef: string,
  where: string,
  { closedUnder }: CovarianceStructure,
  hasIntercept: boolean,
): string {
  if (closedUnder === 'everyMap' && hasIntercept)
    return `priors with an end hold the sds of ${group} ${where}; take priors without one, or center(${coef})`;
  const what = hasIntercept ? 'intercepts and slopes are independent' : 'its lines meet';
  return `${group}: ${what} ${where}; center(${coef}) or (${coef} | ${group}) is likely meant`;
}
