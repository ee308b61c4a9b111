import { type Expression, gradient, mul, variable } from '../autodiff/index.ts';
import type { Program } from '../program/program.ts';
import { sharedFloat64 } from '../sharedArrays.ts';
import type { RowForce } from './rowKernel.ts';
import { compileRowLoop } from './rowLoop.ts';

/**
 * The rows' log likelihood around a point as sums a level: with delta_j = (b_j + intercept + xbar_j'beta) less its value at
 * the point and t = beta less its value there,
 *   sum_j [ sum_m a_jm delta_j^m + t'c_j delta_j^2 ] + g't + t'H t / 2,
 * m = 1, ..., 5. xbar_j is the mean of a level's rows weighted by their curvature, so that terms in t delta_j vanish; left out are
 * those in t t delta_j and of third order in t. A force from it costs numbers a level, not a row. Plain data.
 */
export interface TaylorSums {
  /** Intercept first where there is one; then the columns of X. */
  readonly linear: Float64Array;
  /** b of each level. */
  readonly effects: Float64Array;
  readonly means: Float64Array;
  /** a_jm, `order` numbers a level. */
  readonly powers: Float64Array;
  /** c_j, a number a column a level. */
  readonly bends: Float64Array;
  /** g, and H row-major. */
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
}

const order = 5;

/** Levels must have this many rows on average, and there must be so many rows, for it to pay. */
const fewestRowsALevel = 20;
const fewestRows = 50_000;

/** Whether rows are so many a level, and enter their density in such a way, that their sums can stand for them. */
export function hasTaylorSums(program: Program): boolean {
  const { rows, terms, auxiliary } = program;
  const [term, ...others] = terms;
  if (term === undefined || others.length > 0 || term.mixing !== undefined) return false;
  const isIntercept = term.coefs.length === 1 && term.columns[0] === null;
  const enough = rows.count >= fewestRows && rows.count >= fewestRowsALevel * term.levels.length;
  const fits = isIntercept && enough && auxiliary.length === 0 && rows.further.length === 0;
  return fits && slopeExpressions(program) !== null;
}

/** Sums around a point where every row's linear predictor is `eta`: one pass over the rows. */
export function taylorSums(
  program: Program,
  eta: Float64Array,
  linear: Float64Array,
  effects: Float64Array,
): TaylorSums {
  const { rows, terms } = program;
  const [{ index, levels }] = terms;
  const { width } = rows;
  const slopes = rowSlopes(program, eta);
  const means = curvatureMeans(program, slopes[1]);
  const powers = sharedFloat64(levels.length * order);
  const bends = sharedFloat64(levels.length * width);
  const [slope, curvature] = [sharedFloat64(width), sharedFloat64(width * width)];
  const x = new Float64Array(width);
  for (let i = 0; i < rows.count; i++) {
    const j = index[i];
    for (let m = 0, factorial = 1; m < order; m++, factorial *= m + 1)
      powers[j * order + m] += slopes[m][i] / factorial;
    for (let c = 0; c < width; c++) x[c] = rows.x[i * width + c] - means[j * width + c];
    for (let c = 0; c < width; c++) {
      slope[c] += slopes[0][i] * x[c];
      bends[j * width + c] += 0.5 * slopes[2][i] * x[c];
      const by = slopes[1][i] * x[c];
      for (let d = 0; d <= c; d++) curvature[c * width + d] += by * x[d];
    }
  }
  for (let c = 0; c < width; c++)
    for (let d = 0; d < c; d++) curvature[d * width + c] = curvature[c * width + d];
  return { linear: linear.slice(), effects: effects.slice(), means, powers, bends, slope, curvature };
}

/** The first `order` derivatives of a row's weighted log density in its linear predictor; null where there are fewer (lgamma of eta has three). */
function slopeExpressions({ rows: { density, weights } }: Program): Expression[] | null {
  const expressions: Expression[] = [];
  let at: Expression = weights === null ? density : mul(variable('weight'), density);
  try {
    for (let m = 0; m < order; m++) {
      [at] = gradient(at, ['eta']);
      expressions.push(at);
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return expressions;
}

/** Those derivatives of each row. */
function rowSlopes(program: Program, eta: Float64Array): Float64Array[] {
  const { count } = program.rows;
  const expressions = slopeExpressions(program);
  if (expressions === null) throw new RangeError('taylor: the density has too few derivatives');
  const out = expressions.map(() => new Float64Array(count));
  compileRowLoop(program, ['eta'], expressions, [])(new Float64Array(0), [eta], out, new Float64Array(0));
  return out;
}

/** Means of X's columns over each level's rows, weighted by |f''|; unweighted where all of those vanish. */
function curvatureMeans({ rows, terms }: Program, second: Float64Array): Float64Array {
  const [{ index, levels }] = terms;
  const { width } = rows;
  const sums = [sharedFloat64(levels.length * width), new Float64Array(levels.length * width)];
  const totals = [new Float64Array(levels.length), new Float64Array(levels.length)];
  for (let i = 0; i < rows.count; i++)
    [Math.abs(second[i]), 1].forEach((weight, w) => {
      const j = index[i];
      totals[w][j] += weight;
      for (let c = 0; c < width; c++) sums[w][j * width + c] += weight * rows.x[i * width + c];
    });
  const [means, plain] = sums;
  for (let e = 0; e < means.length; e++) {
    const j = Math.floor(e / width);
    means[e] = totals[0][j] > 0 ? means[e] / totals[0][j] : totals[1][j] > 0 ? plain[e] / totals[1][j] : 0;
  }
  return means;
}

/** The rows' force from their sums, in the place of a pass over the rows. Owns scratch memory. */
export function taylorForce(program: Program, sums: TaylorSums): RowForce {
  const { hasIntercept, width } = program.rows;
  const first = hasIntercept ? 1 : 0;
  const { linear: origin, effects: home, means, powers, bends, slope, curvature } = sums;
  const t = new Float64Array(width);
  const t1 = new Float64Array(width);
  return (linear, _auxiliary, [effects], linearOut, _auxiliaryOut, [effectsOut]) => {
    for (let c = 0; c < width; c++) t[c] = linear[first + c] - origin[first + c];
    for (let c = 0; c < width; c++) {
      let s = slope[c];
      for (let d = 0; d < width; d++) s += curvature[c * width + d] * t[d];
      t1[c] = s;
    }
    const shift = hasIntercept ? linear[0] - origin[0] : 0;
    let ofIntercept = 0;
    for (let j = 0; j < effects.length; j++) {
      let delta = effects[j] - home[j] + shift;
      let bend = 0;
      const at = j * width;
      for (let c = 0; c < width; c++) {
        delta += means[at + c] * t[c];
        bend += bends[at + c] * t[c];
      }
      const p = j * order;
      const r =
        powers[p] +
        delta *
          (2 * (powers[p + 1] + bend) +
            delta * (3 * powers[p + 2] + delta * (4 * powers[p + 3] + delta * 5 * powers[p + 4])));
      const square = delta * delta;
      for (let c = 0; c < width; c++) t1[c] += means[at + c] * r + bends[at + c] * square;
      effectsOut[j] = r;
      ofIntercept += r;
    }
    if (hasIntercept) linearOut[0] = ofIntercept;
    for (let c = 0; c < width; c++) linearOut[first + c] = t1[c];
  };
}
