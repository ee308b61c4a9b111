import type { BuiltDesign } from '../design/build.ts';
import type { Recipe } from '../design/recipe.ts';
import type { Arith, Formula, Term } from '../formula/index.ts';
import type { Asking } from './asking.ts';
import { powerAbove } from './exact.ts';
import { arithsOf, boundOf, expressedTerms, settled } from './expressions.ts';
import { centred, type Known, rangeOf, rangesOf } from './learn.ts';
import { NotSummed } from './notSummed.ts';
import type { RowExpression, ScaledColumn } from './questions.ts';
import { asColumn, outcomeOf } from './reading.ts';

/** Columns of the border: those of X, of random terms, and the outcome less the offset; then what only moments are asked of. */
export interface Columns {
  readonly all: readonly ScaledColumn[];
  /** Places in `all`, from 1, of the columns of X before any is left out, of each term's coefficients (0 for ones), of the outcome. */
  readonly x: readonly number[];
  readonly z: readonly (readonly number[])[];
  readonly border: readonly number[];
  readonly outcome: number;
  /** The outcome and the offset by themselves, and the numbers of the source. */
  readonly y: number;
  readonly offset: number | null;
  readonly raw: ReadonlyMap<string, number>;
  /** Names of the columns of X, and the term that each is of. */
  readonly names: readonly string[];
  readonly terms: readonly Term[];
}

export function* expressColumns(
  terms: Formula,
  design: BuiltDesign,
  known: Known,
  numbers: readonly string[],
): Asking<Columns> {
  const recipe: Recipe = design.recipe;
  const range = rangeOf(known);
  const fixed = expressedTerms(terms.fixed, recipe, range);
  checkNames(fixed.names, design.fixed.names);
  const random = terms.random.map(({ coefs }, t) => {
    const expressed = expressedTerms(coefs, recipe, range);
    checkNames(coefs.intercept ? ['Intercept', ...expressed.names] : expressed.names, design.groups[t].coefs);
    return { intercept: coefs.intercept, columns: expressed.columns };
  });
  const y = settled(outcomeOf(terms), recipe);
  const offset = sumOf(terms.offsets.map((one) => settled(one, recipe)));
  const less: Arith =
    offset === null ? y : { kind: 'chain', first: paren(y), rest: [{ op: '-', operand: paren(offset) }] };
  const expressions = [...fixed.columns, ...random.flatMap(({ columns }) => columns)];
  const ariths = [less, y, ...(offset === null ? [] : [offset])];
  yield* rangesOf([...expressions.flatMap(arithsOf), ...ariths], known);
  const all: ScaledColumn[] = [];
  const places = new Map<string, number>();
  const place = (of: RowExpression): number => {
    const key = JSON.stringify(of);
    const found = places.get(key);
    if (found !== undefined) return found;
    all.push(
      of.kind === 'arith' ? centred(of.of, known) : { of, centre: 0, scale: powerAbove(boundOf(of, range)) },
    );
    places.set(key, all.length);
    return all.length;
  };
  const x = fixed.columns.map(place);
  const z = random.map(({ intercept, columns }) => [...(intercept ? [0] : []), ...columns.map(place)]);
  const outcome = place({ kind: 'arith', of: less });
  const border = [...new Set([...x, ...z.flat().filter((c) => c > 0), outcome])];
  const arith = (of: Arith): number => place({ kind: 'arith', of });
  return {
    ...{ all, x, z, border, outcome, y: arith(y), offset: offset === null ? null : arith(offset) },
    raw: new Map(numbers.map((name) => [name, arith(asColumn(name))])),
    names: fixed.names,
    terms: fixed.terms,
  };
}

const paren = (of: Arith): Arith => ({ kind: 'paren', of });

function sumOf(ariths: readonly Arith[]): Arith | null {
  if (ariths.length === 0) return null;
  const [first, ...rest] = ariths.map(paren);
  return { kind: 'chain', first, rest: rest.map((operand) => ({ op: '+', operand })) };
}

/** Names are written twice, from rows and from expressions. */
function checkNames(one: readonly string[], other: readonly string[]): void {
  if (JSON.stringify(one) !== JSON.stringify(other))
    throw new NotSummed(`columns ${one.join(', ')} are called ${other.join(', ')}`);
}

/** The columns that vary within levels, by their places in `all`. */
export const ownColumns = ({ z }: Columns): number[] => [...new Set(z.flat().filter((c) => c > 0))];
