import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { definitePart, factorRow, pairAt, pairCount } from '../laplace/packed.ts';
import { linearCount, type Program, predictorsOf, type TermProgram } from '../program/program.ts';

/** Curvatures below this count as this: a row that says nothing must not become a row that says anything. */
const leastCurvature = 1e-10;

/**
 * The program as a gaussian model of one linear predictor, with the log likelihood's quadratic approximation at the mode:
 * up to a constant, f = -|R'eta - (R'eta_hat + R^-1 f')|^2 / 2 with W = -f'' = R R'. With one predictor the rows'
 * weights are W and their outcome is the working response; with m of them each row becomes m rows, the k-th of which has
 * the columns sum_p R_pk x_p and the outcome (R'eta_hat + R^-1 f')_k. Where W is not positive definite: `definitePart`.
 */
export function workingProgram(program: Program, { rows }: LaplaceFit): Program {
  if (program.rows.further.length > 0) return stacked(program, rows);
  const weights = rows.d2[0].map((d2) => Math.max(-d2, leastCurvature));
  const y = rows.eta[0].map((eta, i) => eta + rows.d1[0][i] / weights[i]);
  return { ...program, linearPriors: [], rows: { ...program.rows, y, weights } };
}

function stacked(program: Program, { eta, d1, d2 }: LaplaceFit['rows']): Program {
  const predictors = predictorsOf(program.rows);
  const m = predictors.length;
  const { count } = program.rows;
  const w = d2.map((second) => second.map((value) => -value));
  definitePart(w, m, leastCurvature);
  const factor = new Float64Array(pairCount(m));
  const factors = d2.map(() => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    factorRow(w, m, i, factor);
    for (let pair = 0; pair < factor.length; pair++) factors[pair][i] = factor[pair];
  }
  const r = (p: number, k: number, i: number): number => (p < k ? 0 : factors[pairAt(p, k)][i]);
  /** An array of all working rows from what predictor p has in row i. */
  const spread = (p: number, of: (i: number) => number): Float64Array =>
    Float64Array.from({ length: m * count }, (_, at) => {
      const i = Math.floor(at / m);
      return r(p, at % m, i) * of(i);
    });
  const y = new Float64Array(m * count);
  predictors.forEach(({ offset }, p) => {
    const moved = spread(p, (i) => eta[p][i] - (offset === null ? 0 : offset[i]));
    for (let at = 0; at < y.length; at++) y[at] += moved[at];
  });
  for (let i = 0; i < count; i++) addScores(factors, d1, m, i, y);
  const columns = predictors.flatMap((predictor, p) =>
    Array.from({ length: linearCount(predictor) }, (_, j) => {
      const skip = predictor.hasIntercept ? 1 : 0;
      return spread(p, (i) => (j < skip ? 1 : predictor.x[i * predictor.width + j - skip]));
    }),
  );
  const x = Float64Array.from({ length: columns.length * m * count }, (_, e) => {
    return columns[e % columns.length][Math.floor(e / columns.length)];
  });
  const none = { hasIntercept: false, trials: null, weights: null, offset: null, further: [] };
  return {
    ...program,
    linearPriors: [],
    terms: program.terms.map((term) => stackedTerm(term, m, spread)),
    rows: { ...none, count: m * count, x, width: columns.length, y, density: program.rows.density },
  };
}

/** y += R^-1 f' in the working rows of row i. */
function addScores(
  factors: readonly Float64Array[],
  d1: readonly Float64Array[],
  m: number,
  i: number,
  y: Float64Array,
): void {
  const x: number[] = [];
  for (let k = 0; k < m; k++) {
    let s = d1[k][i];
    for (let l = 0; l < k; l++) s -= factors[pairAt(k, l)][i] * x[l];
    x.push(s / factors[pairAt(k, k)][i]);
    y[i * m + k] += x[k];
  }
}

function stackedTerm(
  term: TermProgram,
  m: number,
  spread: (p: number, of: (i: number) => number) => Float64Array,
): TermProgram {
  return {
    ...term,
    predictors: term.coefs.map(() => 0),
    index: Int32Array.from({ length: m * term.index.length }, (_, at) => term.index[Math.floor(at / m)]),
    columns: term.columns.map((column, c) => spread(term.predictors[c], (i) => column?.[i] ?? 1)),
  };
}
