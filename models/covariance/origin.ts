import type { Counts } from '../design/counted.ts';
import type { FixedDesign, ParameterDesign } from '../design/design.ts';
import type { Note } from '../notes.ts';
import { type ResolvedPrior, rowOf, writtenIn } from '../priors/resolve.ts';
import { meanOf, spreadOf } from './basis.ts';
import { type PlainTerm, type StructuredTerm, structuredTerm } from './term.ts';

/**
 * The table of priors, with those marked that stand at the predictors' means; that of the mean's intercept, which always
 * does, goes without saying.
 */
export function placedPriors(
  table: readonly ResolvedPrior[],
  groups: readonly PlainTerm[],
  further: readonly Pick<ParameterDesign, 'parameter' | 'fixed'>[],
): readonly ResolvedPrior[] {
  const ofIntercepts = further
    .filter(({ fixed }) => fixed.intercept && hasCentred(fixed))
    .map(({ parameter }) => rowOf(table, { kind: 'intercept', predictor: parameter }));
  const ofGroups = groups
    .map((group) => structuredTerm(group, writtenIn(table)))
    .flatMap(({ structure, origins, ...term }) =>
      structure
        .parameters(term)
        .filter(({ of }) => of.some((c = 0) => origins[c].place === 'means' && origins[c].moves))
        .map(({ quantity, prior }) => rowOf(table, prior ?? quantity)),
    );
  const rows = [...ofIntercepts, ...ofGroups];
  return table.map((row) => (rows.includes(row) ? { ...row, atMeans: true } : row));
}

/** Whether some columns are no monotonic effect's, which are not centred. */
function hasCentred({ names, monotone }: FixedDesign): boolean {
  return names.length > monotone.reduce((sum, { steps }) => sum + steps, 0);
}

/** A predictor whose zero lies outside its values and this many sds from their mean is far from zero. */
const far = 5;

/** What to know of terms whose coefficients stand at a predictor's zero, far from the data. */
export function originNotes(table: readonly ResolvedPrior[], groups: readonly PlainTerm[]): Note[] {
  return groups.flatMap((group) => {
    const term = structuredTerm(group, writtenIn(table));
    return group.columns.flatMap((column, c) =>
      term.origins[c].place === null && isFar(column, group.counts ?? null) ? [farNote(group, term, c)] : [],
    );
  });
}

function isFar(column: Float64Array, counts: Counts): boolean {
  const [low, high] = column.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
  return low * high > 0 && low < high && Math.abs(meanOf(column, counts)) > far * spreadOf(column, counts);
}

function farNote({ coefs, group, columns, counts }: PlainTerm, term: StructuredTerm, c: number): Note {
  const each = counts ?? null;
  const sds = Math.round(Math.abs(meanOf(columns[c], each)) / spreadOf(columns[c], each));
  const where = `at ${coefs[c]} = 0, ${sds} sds from its mean`;
  return { kind: 'farFromZero', text: farText(group, coefs[c], where, term, term.origins[c].hasIntercept) };
}

function farText(
  group: string,
  coef: string,
  where: string,
  term: StructuredTerm,
  hasIntercept: boolean,
): string {
  if (term.structure.closedUnder === 'everyMap' && hasIntercept)
    return `priors with an end hold the sds of ${group} ${where}; take priors without one, or center(${coef})`;
  const what = hasIntercept ? interceptWords(term) : 'its lines meet';
  return `${group}: ${what} ${where}; center(${coef}) or (${coef} | ${group}) is likely meant`;
}

function interceptWords({ structure, ...term }: StructuredTerm): string {
  const isIndependent = structure.parameters(term).every(({ of }) => of.length === 1);
  return isIndependent
    ? 'intercepts and slopes are independent'
    : 'intercepts and slopes have their structure';
}
