import { contrastCoding, contrastIdentity } from '../design/contrastMatrix.ts';
import { codingOf } from '../design/contrasts.ts';
import { applyPoly } from '../design/poly.ts';
import type { Recipe } from '../design/recipe.ts';
import { bsColumns, nsColumns } from '../design/splines.ts';
import { type Arith, describeArith, type Term, type Terms, type Variable } from '../formula/index.ts';
import { NotSummed } from './notSummed.ts';
import type { Piece, RowExpression } from './questions.ts';

/** Columns by name, as expressions of the rows. */
export interface ExpressedColumns {
  readonly names: readonly string[];
  readonly columns: readonly RowExpression[];
}

/** With the term that each is of. */
export interface ExpressedTerms extends ExpressedColumns {
  readonly terms: readonly Term[];
}

/** Least and largest value of arithmetic over the rows. */
export type RangeOf = (of: Arith) => readonly [least: number, most: number];

/** Functions of a row that SQL has under every dialect. */
export const rowFunctions: readonly string[] = ['I', 'log', 'exp', 'sqrt', 'abs'];

/** Arithmetic with the means and sds of `scale()` and `center()` as numbers. Throws NotSummed for what SQL has no common words for. */
export function settled(arith: Arith, recipe: Pick<Recipe, 'variables' | 'dates'>): Arith {
  const inner = (of: Arith): Arith => settled(of, recipe);
  switch (arith.kind) {
    case 'number':
      return arith;
    case 'column':
      if ((recipe.dates.get(arith.name) ?? null) !== null)
        throw new NotSummed(`${arith.name} is text that is read as days`);
      return arith;
    case 'chain':
      return {
        kind: 'chain',
        first: inner(arith.first),
        rest: arith.rest.map(({ op, operand }) => ({ op, operand: inner(operand) })),
      };
    case 'power':
      return { kind: 'power', base: inner(arith.base), exponent: inner(arith.exponent) };
    case 'call':
      if (!rowFunctions.includes(arith.fn)) throw new NotSummed(`${arith.fn}() is not written in SQL`);
      return { ...arith, of: inner(arith.of) };
    case 'standardized': {
      const known = recipe.variables.get(describeArith(arith));
      if (known?.kind !== 'standardized') throw new NotSummed(`${describeArith(arith)} was not learned`);
      const less = { op: '-', operand: { kind: 'number', value: known.mean } } as const;
      const over = { op: '/', operand: { kind: 'number', value: known.sd } } as const;
      const centred: Arith = { kind: 'chain', first: { kind: 'paren', of: inner(arith.of) }, rest: [less] };
      return { kind: 'chain', first: { kind: 'paren', of: centred }, rest: known.sd === 1 ? [] : [over] };
    }
    default:
      return { ...arith, of: inner(arith.of) };
  }
}

/** The columns of a scope's terms, intercept not among them: names and order are those of `columnsOfTerms`. */
export function expressedTerms(scope: Terms, recipe: Recipe, rangeOf: RangeOf): ExpressedTerms {
  const isFactor = ({ text }: Variable): boolean => recipe.variables.get(text)?.kind === 'levels';
  const variables = scope.terms.flatMap((term) => term.variables);
  const coding = codingOf(scope, new Set(variables.filter(isFactor).map(({ text }) => text)));
  const parts = scope.terms.map((term, t) =>
    term.variables.map((variable, v) => expressed(variable, coding[t][v], recipe, rangeOf)).reduce(cross),
  );
  return {
    names: parts.flatMap(({ names }) => names),
    columns: parts.flatMap(({ columns }) => columns),
    terms: parts.flatMap(({ names }, t) => names.map(() => scope.terms[t])),
  };
}

/** Every column of `a` times every column of `b`, those of `a` changing fastest. */
function cross(a: ExpressedColumns, b: ExpressedColumns): ExpressedColumns {
  return {
    names: b.names.flatMap((right) => a.names.map((left) => `${left}:${right}`)),
    columns: b.columns.flatMap((right) =>
      a.columns.map(
        (left): RowExpression => ({ kind: 'product', of: [...factorsOf(left), ...factorsOf(right)] }),
      ),
    ),
  };
}

const factorsOf = (one: RowExpression): readonly RowExpression[] => (one.kind === 'product' ? one.of : [one]);

function expressed(variable: Variable, full: boolean, recipe: Recipe, rangeOf: RangeOf): ExpressedColumns {
  const { text } = variable;
  const known = recipe.variables.get(text);
  switch (variable.kind) {
    case 'column':
    case 'factor':
      if (known?.kind === 'levels') return byLevels(variable.name, text, known, full);
      return {
        names: [text],
        columns: [{ kind: 'arith', of: settled({ kind: 'column', name: variable.name }, recipe) }],
      };
    case 'arith':
      return { names: [text], columns: [{ kind: 'arith', of: settled(variable.value, recipe) }] };
    case 'poly': {
      if (known?.kind !== 'poly') throw new NotSummed(`${text} was not learned`);
      const of = settled(variable.of, recipe);
      const columns = inPieces(of, [...rangeOf(of)], variable.degree, (x) => applyPoly(x, known));
      return { names: columns.map((_, i) => (variable.degree === 1 ? text : `${text}${i + 1}`)), columns };
    }
    case 'spline': {
      if (known?.kind !== 'spline') throw new NotSummed(`${text} was not learned`);
      const { basis } = known;
      const breaks = [...new Set(basis.knots)];
      const columnsAt = variable.basis === 'bs' ? bsColumns : nsColumns;
      const of = settled(variable.of, recipe);
      const columns = inPieces(of, breaks, basis.order - 1, (x) => columnsAt(basis, x));
      return { names: columns.map((_, i) => `${text}${i + 1}`), columns };
    }
    case 'smooth':
    case 'monotone':
      throw new NotSummed(`${text} is learned from rows`);
  }
}

function byLevels(
  column: string,
  text: string,
  { levels, contrasts }: Extract<NonNullable<ReturnType<Recipe['variables']['get']>>, { kind: 'levels' }>,
  full: boolean,
): ExpressedColumns {
  const coding = contrasts?.coding ?? contrastCoding(column, 'treatment', levels);
  const { names, rows } = full ? contrastIdentity(levels) : coding;
  return {
    names: names.map((name) => text + name),
    columns: names.map((_, j) => ({
      kind: 'byLevel',
      column,
      values: levels.flatMap((level, l) => (rows[l][j] === 0 ? [] : [{ level, value: rows[l][j] }])),
    })),
  };
}

/** Functions that are polynomials of a degree between breaks, by interpolation: one evaluation for all of them. */
export function inPieces(
  of: Arith,
  breaks: readonly number[],
  degree: number,
  evaluate: (x: Float64Array) => readonly Float64Array[],
): RowExpression[] {
  const ends = breaks.slice(1);
  const made = ends.map((end, p) => {
    const [middle, half] = [(breaks[p] + end) / 2, (end - breaks[p]) / 2];
    const nodes = Float64Array.from({ length: degree + 1 }, (_, k) =>
      degree === 0 ? 0 : (2 * k) / degree - 1,
    );
    const values = evaluate(nodes.map((u) => middle + half * u));
    const last = p === ends.length - 1;
    return values.map(
      (at): Piece => ({
        end: last ? Number.POSITIVE_INFINITY : end,
        middle,
        half,
        coefs: powersOf(nodes, at),
      }),
    );
  });
  return made[0].map((_, c) => ({ kind: 'pieces', of, pieces: made.map((columns) => columns[c]) }));
}

/** Coefficients of powers of the polynomial through points, by Newton's divided differences. */
function powersOf(nodes: Float64Array, values: Float64Array): number[] {
  const n = nodes.length;
  const divided = Array.from(values);
  for (let k = 1; k < n; k++)
    for (let i = n - 1; i >= k; i--) divided[i] = (divided[i] - divided[i - 1]) / (nodes[i] - nodes[i - k]);
  let coefs: number[] = [divided[n - 1]];
  for (let k = n - 2; k >= 0; k--) {
    const shifted = [0, ...coefs];
    coefs.forEach((c, i) => {
      shifted[i] -= nodes[k] * c;
    });
    shifted[0] += divided[k];
    coefs = shifted;
  }
  return coefs;
}

/** Arithmetic that is alone between products: what ranges are asked of. */
export function arithsOf(expression: RowExpression): Arith[] {
  switch (expression.kind) {
    case 'arith':
      return [expression.of];
    case 'product':
      return expression.of.flatMap(arithsOf);
    default:
      return [];
  }
}

/** A number that the size of an expression does not exceed. */
export function boundOf(expression: RowExpression, rangeOf: RangeOf): number {
  switch (expression.kind) {
    case 'arith':
      return Math.max(...rangeOf(expression.of).map(Math.abs));
    case 'byLevel':
      return Math.max(0, ...expression.values.map(({ value }) => Math.abs(value)));
    case 'pieces':
      // |u| is at most 1 inside
      return Math.max(
        ...expression.pieces.map(({ coefs }) => coefs.reduce((sum, c) => sum + Math.abs(c), 0)),
      );
    case 'product':
      return expression.of.reduce((product, one) => product * boundOf(one, rangeOf), 1);
  }
}
