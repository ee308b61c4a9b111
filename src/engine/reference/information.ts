import { compile } from '../autodiff/index.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { linearCount, type Program } from '../program/program.ts';
import { type Cells, cellsOf, type TermRows, termRows } from './cells.ts';

/**
 * What the log likelihood's quadratic approximation at the mode says of one term's effects b, given those of the terms before
 * it, the later ones integrated out. Plain arrays, changed as terms are integrated out.
 */
export interface TermInformation {
  readonly term: number;
  readonly k: number;
  readonly levels: number;
  /** S_jj of each level, k x k; S = W - X, W from the level's own rows, X what was integrated out. */
  readonly own: Float64Array;
  /** X_jj of each level. */
  readonly lost: Float64Array;
  /** What a level has with all others of the term: the sum of X_ji over i != j, k x k. */
  readonly tied: Float64Array;
  /** With the linear coefficients: `linear[(j * p + l) * k + c]`. */
  readonly linear: Float64Array;
  /** With each term before it, in the order of placement. */
  readonly cells: Cells[];
}

/** Terms in the order of placement, the smallest first and that with the most levels last. */
export function placementOrder({ terms }: Pick<Program, 'terms'>): number[] {
  const places = terms.map((_, t) => t);
  const most = places.reduce((a, b) => (terms[b].levels.length > terms[a].levels.length ? b : a));
  const size = (t: number): number => terms[t].levels.length * terms[t].coefs.length;
  return [...places.filter((t) => t !== most).sort((a, b) => size(a) - size(b)), most];
}

/** Of the rows of a working program (see `workingProgram`), nothing integrated out; every row has one level a term. */
export function informationOf(working: Program, order: readonly number[]): TermInformation[] {
  const rows = order.map((t) => termRows(working, working.terms[t]));
  return order.map((term, q) => ({
    ...{ term, k: rows[q].columns.length, levels: rows[q].levels },
    own: ownInformation(rows[q]),
    lost: new Float64Array(rows[q].levels * rows[q].columns.length ** 2),
    tied: new Float64Array(rows[q].levels * rows[q].columns.length ** 2),
    linear: withLinear(working, rows[q]),
    cells: rows.slice(0, q).map((before) => cellsOf(rows[q], before)),
  }));
}

function ownInformation({ index, columns, levels }: TermRows): Float64Array {
  const k = columns.length;
  const own = new Float64Array(levels * k * k);
  for (let i = 0; i < index.length; i++)
    for (let c = 0; c < k; c++)
      for (let d = 0; d < k; d++) own[(index[i] * k + c) * k + d] += columns[c][i] * columns[d][i];
  return own;
}

function withLinear({ rows }: Program, { index, columns, levels }: TermRows): Float64Array {
  const [k, p] = [columns.length, linearCount(rows)];
  const skip = rows.hasIntercept ? 1 : 0;
  const out = new Float64Array(levels * p * k);
  for (let i = 0; i < index.length; i++) {
    const root = rows.weights === null ? 1 : Math.sqrt(rows.weights[i]);
    for (let l = 0; l < p; l++) {
      const x = root * (l < skip ? 1 : rows.x[i * rows.width + l - skip]);
      for (let c = 0; c < k; c++) out[(index[i] * p + l) * k + c] += x * columns[c][i];
    }
  }
  return out;
}

/** The log likelihood's slopes at the mode by a term's effects, k a level. */
export function scoreAtMode(
  { terms, rows }: Program,
  { rows: { d1 } }: Pick<LaplaceFit, 'rows'>,
  t: number,
): Float64Array {
  const { index, columns, levels, coefs, predictors } = terms[t];
  const k = coefs.length;
  const out = new Float64Array(levels.length * k);
  for (let i = 0; i < rows.count; i++)
    for (let c = 0; c < k; c++) out[index[i] * k + c] += d1[predictors[c]][i] * (columns[c]?.[i] ?? 1);
  return out;
}

/** Every term's L at the mode. */
export function factorsAt({ terms, alpha: names }: Program, { alpha }: LaplaceFit): Float64Array[] {
  const all = new Float64Array(terms.reduce((n, t) => n + t.factor.length, 0));
  compile(
    terms.flatMap((t) => t.factor),
    names,
  )(alpha, all);
  let at = 0;
  return terms.map((t) => {
    at += t.factor.length;
    return all.slice(at - t.factor.length, at);
  });
}
