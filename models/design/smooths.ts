import { InputError } from '../../src/engine/errors.ts';
import type { Terms, Variable } from '../formula/index.ts';
import { type Counts, countedSum, countOf, inAscendingOrder } from './counted.ts';
import { bendingSplines, type CubicSpline, splineColumns } from './cubicSpline.ts';
import type { GroupDesign } from './design.ts';
import { evaluate } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { type Factor, factorOf, refuseUnseen, toKnownLevels } from './levels.ts';
import { quantile } from './quantile.ts';

export type Smooth = Variable & { readonly kind: 'smooth' };

/** The one level of a smooth's random term. */
const everywhere = 'all';

/** The smooths among the fixed terms; each is a straight line there and a random term of its own besides. */
export function smoothsOf({ terms }: Terms): Smooth[] {
  return terms.flatMap(({ variables }) => variables.flatMap((one) => (one.kind === 'smooth' ? [one] : [])));
}

/** The straight line of a smooth: x itself, or x within each level of its factor. */
export function smoothLine(
  smooth: Smooth,
  frame: Frame,
): { readonly names: readonly string[]; readonly columns: readonly Float64Array[] } {
  const x = evaluate(smooth.of, frame);
  const parts = partsOf(smooth, frame);
  return {
    names: parts.map(({ name }) => name),
    columns: parts.map(({ isIn }) => x.map((value, i) => (isIn(i) ? value : 0))),
  };
}

/**
 * What bends of a smooth: a random term with one level and k - 2 independent coefficients of one variance, for each level of
 * its factor. Over the model's rows the columns are orthogonal to a constant and to x, and their squares sum to 1 a row on
 * average, so the sd is how far the smooth strays from its straight line, root mean square.
 */
export function smoothDesigns(smooth: Smooth, frame: Frame, predictor: string): GroupDesign[] {
  const x = evaluate(smooth.of, frame);
  const columns = splineColumns(basisOf(smooth, x, frame), x);
  return partsOf(smooth, frame).map(({ name, isIn }) => ({
    predictor,
    id: null,
    group: name,
    levels: [everywhere],
    index: new Int32Array(x.length),
    coefs: columns.map((_, c) => `z${c + 1}`),
    columns: columns.map((column) => column.map((value, i) => (isIn(i) ? value : 0))),
    block: 'bend',
    classes: null,
    covariance: 'homdiag',
    smooth: smooth.text,
  }));
}

interface Part {
  readonly name: string;
  /** Whether a kept row is in it. */
  isIn(i: number): boolean;
}

/** All rows, or those of each level. */
function partsOf({ text, by }: Smooth, frame: Frame): Part[] {
  if (by === null) return [{ name: text, isIn: () => true }];
  const { levels, codes } = factorBy(text, by, frame);
  return levels.map((level, code) => ({ name: `${text}:${by}${level}`, isIn: (i) => codes[i] === code }));
}

function factorBy(text: string, by: string, frame: Frame): Factor {
  const key = `by(${text})`;
  const found = factorOf(frame, by);
  const known = frame.variables.get(key);
  if (known?.kind === 'by') {
    const factor = toKnownLevels(found, known.levels);
    refuseUnseen(frame, by, found, factor);
    return factor;
  }
  if (frame.table.columns.get(by)?.kind === 'number' && frame.options.factors?.[by] === undefined)
    throw new InputError(
      `data: ${text} takes a factor for its "by", and "${by}" holds numbers; declare it a factor, or write poly(x, 3):${by}`,
      { column: by },
    );
  frame.variables.set(key, { kind: 'by', levels: found.levels });
  return found;
}

/** The functions of x, learned from the kept rows or looked up. */
function basisOf({ text, k }: Smooth, x: Float64Array, frame: Frame): CubicSpline {
  const known = frame.variables.get(text);
  if (known?.kind === 'smooth') return known.spline;
  const distinct = Float64Array.from(new Set(x)).sort();
  if (distinct.length < k)
    throw new InputError(
      `data: ${text} needs at least k = ${k} distinct values, got ${distinct.length}; ${distinct.length < 4 ? 'take it as it is, or as a factor' : `say k = ${distinct.length}`}`,
    );
  const knots = Array.from({ length: k }, (_, j) => quantile(distinct, j / (k - 1)));
  // in ascending order, so that the order of rows changes no bit
  const sorted = inAscendingOrder(x, frame.counts);
  const spline = standardised(bendingSplines(knots), sorted.values, sorted.counts);
  frame.variables.set(text, { kind: 'smooth', spline });
  return spline;
}

/** The functions less their straight lines by least squares over x, all times one number. */
function standardised(spline: CubicSpline, x: Float64Array, counts: Counts): CubicSpline {
  const { knots, curvatures } = spline;
  const rows = countOf(x.length, counts);
  const mean = countedSum(x, counts, (v) => v) / rows;
  const square = countedSum(x, counts, (v) => (v - mean) * (v - mean));
  const columns = splineColumns(spline, x);
  const flat = spline.values.map((values, c) => {
    const level = countedSum(columns[c], counts, (f) => f) / rows;
    const crossed = columns[c].map((f, i) => f * (x[i] - mean));
    const slope = countedSum(crossed, counts, (f) => f) / square;
    return values.map((f, j) => f - level - slope * (knots[j] - mean));
  });
  const squares = splineColumns({ knots, values: flat, curvatures }, x).map((column) =>
    countedSum(column, counts, (f) => f * f),
  );
  const scale = Math.sqrt(rows / squares.reduce((s, q) => s + q, 0));
  const scaled = (rows: CubicSpline['values']): number[][] => rows.map((row) => row.map((f) => f * scale));
  return { knots, values: scaled(flat), curvatures: scaled(curvatures) };
}
