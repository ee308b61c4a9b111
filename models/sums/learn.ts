import type { Recurrence } from '../design/poly.ts';
import type { Encoding } from '../design/recipe.ts';
import { basisOfKnots, quantilesAsked, type Spline, type SplineBasis } from '../design/splines.ts';
import { type Arith, describeArith, type Variable } from '../formula/index.ts';
import { type Asking, ask } from './asking.ts';
import { powerAbove, ratio } from './exact.ts';
import { inPieces, settled } from './expressions.ts';
import { aboutMeans, type ExactSums, exactSums, meanOf } from './gram.ts';
import { NotSummed } from './notSummed.ts';
import type { Answer, RowExpression, ScaledColumn } from './questions.ts';
import { checkRows } from './shape.ts';

/** What is known of the rows so far. */
export interface Known {
  readonly variables: Map<string, Encoding>;
  /** Ends of arithmetic, by its text. */
  readonly ranges: Map<string, readonly [number, number]>;
  readonly rows: number;
}

const noDates = new Map<string, null>();

/** The ends of arithmetic over the rows, asked for once. */
export function* rangesOf(ariths: readonly Arith[], known: Known): Asking<void> {
  const asked = [...new Map(ariths.map((of) => [describeArith(of), of]))].flatMap(([text, of]) =>
    known.ranges.has(text) ? [] : [of],
  );
  if (asked.length === 0) return;
  const { columns } = yield* ask({ kind: 'ranges', of: asked.map((of) => ({ kind: 'arith', of })) });
  noteRanges(asked, columns, known);
}

/** Throws NotSummed where arithmetic is no finite number in some row. */
export function noteRanges(ariths: readonly Arith[], columns: Answer['columns'], known: Known): void {
  ariths.map(describeArith).forEach((text, a) => {
    const [least, most, count] = [0, 1, 2].map((k) => Number(columns[3 * a + k][0]));
    // rows on which the arithmetic fails are for the reader of rows to name
    if (count !== known.rows || !(Math.abs(least) <= largest && Math.abs(most) <= largest))
      throw new NotSummed(`${text} is no finite number in some row`);
    known.ranges.set(text, [least, most]);
  });
}

/** As the design has it: beyond it squares leave the range of doubles. */
export const largest = 1e100;

export const rangeOf =
  ({ ranges }: Known) =>
  (of: Arith): readonly [number, number] => {
    const found = ranges.get(describeArith(of));
    if (found === undefined) throw new NotSummed(`the range of ${describeArith(of)} was not asked for`);
    return found;
  };

/** Scaled about the middle of its range. */
export function centred(of: Arith, known: Known): ScaledColumn {
  const [least, most] = rangeOf(known)(of);
  const centre = least + (most - least) / 2;
  return { of: { kind: 'arith', of }, centre, scale: powerAbove(Math.max(centre - least, most - centre)) };
}

/** The means and sds in `scale()` and `center()`, the innermost first. */
export function* learnStandardized(arith: Arith, known: Known): Asking<void> {
  switch (arith.kind) {
    case 'number':
    case 'column':
      return;
    case 'chain':
      yield* learnStandardized(arith.first, known);
      for (const { operand } of arith.rest) yield* learnStandardized(operand, known);
      return;
    case 'power':
      yield* learnStandardized(arith.base, known);
      yield* learnStandardized(arith.exponent, known);
      return;
    case 'standardized': {
      yield* learnStandardized(arith.of, known);
      const of = settled(arith.of, { variables: known.variables, dates: noDates });
      yield* rangesOf([of], known);
      const columns = [centred(of, known)];
      const pairs = [
        [0, 0],
        [0, 1],
        [1, 1],
      ] as const;
      const sums = yield* sumsOf(columns, pairs, known);
      const mean = meanOf(sums, columns, 1);
      const sd = arith.fn === 'center' ? 1 : Math.sqrt(aboutMeans(sums, columns, 1, 1) / (known.rows - 1));
      if (!(sd > 0)) throw new NotSummed(`${describeArith(arith)} does not vary`);
      known.variables.set(describeArith(arith), { kind: 'standardized', mean, sd });
      return;
    }
    default:
      yield* learnStandardized(arith.of, known);
  }
}

/** Sums over all rows, which are as many as before. */
function* sumsOf(
  columns: readonly ScaledColumn[],
  pairs: readonly (readonly [number, number])[],
  { rows }: Known,
): Asking<ExactSums> {
  const answer = yield* ask({ kind: 'products', columns, weight: null, pairs, by: [] });
  checkRows('sums', answer.columns[0], rows);
  return exactSums(answer, 0, 0, pairs);
}

/** What a variable learns from the rows; nothing for columns and factors. */
export function* learnVariable(variable: Variable, known: Known): Asking<void> {
  switch (variable.kind) {
    case 'arith':
      yield* learnStandardized(variable.value, known);
      return;
    case 'poly':
    case 'spline': {
      yield* learnStandardized(variable.of, known);
      const of = settled(variable.of, { variables: known.variables, dates: noDates });
      yield* rangesOf([of], known);
      known.variables.set(
        variable.text,
        variable.kind === 'poly'
          ? { kind: 'poly', ...(yield* recurrenceOf(of, variable.degree, known)) }
          : { kind: 'spline', basis: yield* splineOf(variable, of, known) },
      );
      return;
    }
    case 'column':
    case 'factor':
      return;
    case 'smooth':
    case 'monotone':
      throw new NotSummed(`${variable.text} is learned from rows`);
  }
}

/** Highest degree of which moments tell the polynomials apart. */
const highestDegree = 6;

/** By Stieltjes' procedure on the moments of x, scaled to its range. */
function* recurrenceOf(of: Arith, degree: number, known: Known): Asking<Recurrence> {
  if (degree > highestDegree) throw new NotSummed(`poly() beyond degree ${highestDegree} takes the rows`);
  const [least, most] = rangeOf(known)(of);
  const [middle, half] = [(least + most) / 2, (most - least) / 2];
  if (!(half > 0)) throw new NotSummed('poly() of a constant');
  const powers = inPieces(of, [least, most], degree, (x) =>
    Array.from({ length: degree }, (_, d) => x.map((v) => power((v - middle) / half, d + 1))),
  );
  const columns = powers.map((one): ScaledColumn => ({ of: exactPower(one), centre: 0, scale: 1 }));
  const pairs = Array.from({ length: degree + 1 }, (_, i) => i).flatMap((i) =>
    Array.from({ length: degree + 1 - i }, (_, j) => [i, i + j] as const),
  );
  const sums = yield* sumsOf(columns, pairs, known);
  const moment = (d: number): number => {
    const i = Math.floor(d / 2);
    return ratio(sums.of(i, d - i), sums.of(0, 0));
  };
  return stieltjes(degree, moment, known.rows, middle, half);
}

const power = (u: number, d: number): number => {
  let product = 1;
  for (let k = 0; k < d; k++) product *= u;
  return product;
};

/** With coefficients that are 0 and 1 to rounding as those. */
function exactPower(one: RowExpression): RowExpression {
  if (one.kind !== 'pieces') return one;
  const pieces = one.pieces.map((piece) => ({ ...piece, coefs: piece.coefs.map((c) => Math.round(c)) }));
  return { ...one, pieces };
}

function stieltjes(
  degree: number,
  moment: (d: number) => number,
  rows: number,
  middle: number,
  half: number,
): Recurrence {
  const product = (p: readonly number[], q: readonly number[], shift: number): number =>
    p.reduce((sum, a, i) => sum + q.reduce((s, b, j) => s + a * b * moment(i + j + shift), 0), 0);
  const alpha: number[] = [];
  const norm2: number[] = [];
  let [previous, current] = [[0], [1]];
  for (let k = 0; k <= degree; k++) {
    const square = product(current, current, 0);
    norm2.push(rows * square * power(half * half, k));
    if (k === degree) break;
    const at = product(current, current, 1) / square;
    alpha.push(middle + half * at);
    const over = k === 0 ? 0 : norm2[k] / norm2[k - 1] / (half * half);
    const next = [0, ...current];
    current.forEach((c, i) => {
      next[i] -= at * c;
    });
    previous.forEach((c, i) => {
      next[i] -= over * c;
    });
    [previous, current] = [current, next];
  }
  if (!norm2.every((n) => n > 0 && Number.isFinite(n))) throw new NotSummed('poly() has too few values');
  return { alpha, norm2 };
}

function* splineOf(variable: Spline, of: Arith, known: Known): Asking<SplineBasis> {
  const ends = rangeOf(known)(of);
  const at = variable.knots === null ? quantilesAsked(variable) : [];
  if (at.length === 0) return basisOfKnots(variable, ends, variable.knots ?? []);
  const answer = yield* ask({ kind: 'quantiles', of, at });
  return basisOfKnots(
    variable,
    ends,
    at.map((_, q) => Number(answer.columns[q][0])),
  );
}
