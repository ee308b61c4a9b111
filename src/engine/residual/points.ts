import { log } from '../elementary.ts';
import { cholesky } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import type { ResidualProgram } from '../program/residual.ts';
import type { ResidualForm } from './form.ts';

/** Blocks that were observed at the same time points. */
interface Pattern {
  readonly points: readonly number[];
  blocks: number;
  /** Its first set: m squares, then the squared differences of every pair a > b. */
  readonly first: number;
}

/**
 * Any covariance C = L L' of T time points; blocks have rows at some of them. With Q the inverse of C over a block's points,
 *   e'Q e = sum_a (sum_b Q_ab) e_a^2 - sum_(a > b) Q_ab (e_a - e_b)^2.
 * Sets: for every distinct pattern of points, the squares at each and the squared differences of each two.
 */
export function pointsForm({ starts, place, places }: ResidualProgram): ResidualForm {
  const blocks = starts.length - 1;
  const patterns = new Map<string, Pattern>();
  let sets = 0;
  const patternOf = Array.from({ length: blocks }, (_, b) => {
    const points = [...place.subarray(starts[b], starts[b + 1])];
    const key = points.join(' ');
    const known = patterns.get(key) ?? { points, blocks: 0, first: sets };
    if (!patterns.has(key)) {
      patterns.set(key, known);
      sets += (points.length * (points.length + 1)) / 2;
    }
    known.blocks++;
    return known;
  });
  return {
    sets,
    visit(block, combiner) {
      const { points, first } = patternOf[block];
      const m = points.length;
      for (let a = 0, pair = first + m; a < m; a++) {
        combiner.add(starts[block] + a, 1);
        combiner.end(first + a);
        for (let b = 0; b < a; b++, pair++) {
          combiner.add(starts[block] + a, 1);
          combiner.add(starts[block] + b, -1);
          combiner.end(pair);
        }
      }
    },
    evaluate(factor) {
      const weights = new Float64Array(sets);
      const slopes = Array.from(factor, () => new Float64Array(sets));
      const determinantSlopes = new Float64Array(factor.length);
      const l = square(factor, places);
      let logDeterminant = 0;
      for (const pattern of patterns.values()) {
        const found = invert(l, places, pattern.points);
        if (found === null) return null;
        const m = pattern.points.length;
        logDeterminant += pattern.blocks * found.logDeterminant;
        spread(found.inverse, m, weights, pattern.first);
        // d Q = -Q dC Q with dC_ab = dL_ap L_bp + L_ap dL_bp
        pattern.points.forEach((point, a) => {
          for (let p = 0; p <= point; p++) {
            const at = (point * (point + 1)) / 2 + p;
            const change = quadratic(found.inverse, l, places, pattern.points, a, p);
            spread(change.inverse, m, slopes[at], pattern.first);
            determinantSlopes[at] += pattern.blocks * change.logDeterminant;
          }
        });
      }
      return { weights, slopes, logDeterminant, determinantSlopes };
    },
    draw(rng, factor, out) {
      const l = square(factor, places);
      const z = new Float64Array(places);
      for (let b = 0; b < blocks; b++) {
        for (let p = 0; p < places; p++) z[p] = rng.normal();
        for (let i = starts[b]; i < starts[b + 1]; i++) {
          out[i] = 0;
          for (let p = 0; p <= place[i]; p++) out[i] += l[place[i] * places + p] * z[p];
        }
      }
    },
  };
}

/** Adds the weights that a symmetric m x m matrix gives the squares and the squared differences. */
function spread(q: Float64Array, m: number, weights: Float64Array, first: number): void {
  for (let a = 0, pair = first + m; a < m; a++) {
    for (let b = 0; b < m; b++) weights[first + a] += q[a * m + b];
    for (let b = 0; b < a; b++, pair++) weights[pair] -= q[a * m + b];
  }
}

/** The lower triangle, row by row, as a square matrix. */
function square(triangle: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0, at = 0; a < k; a++) for (let b = 0; b <= a; b++, at++) out[a * k + b] = triangle[at];
  return out;
}

function invert(
  l: Float64Array,
  k: number,
  points: readonly number[],
): { inverse: Float64Array; logDeterminant: number } | null {
  const m = points.length;
  const c = new Float64Array(m * m);
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++)
      for (let p = 0; p <= Math.min(points[a], points[b]); p++)
        c[a * m + b] += l[points[a] * k + p] * l[points[b] * k + p];
  const factor = cholesky(c, m);
  if (factor === null) return null;
  const inverse = new Float64Array(m * m);
  let logDeterminant = 0;
  for (let a = 0; a < m; a++) {
    logDeterminant += 2 * log(factor[a * (m + 1)]);
    inverse[a * (m + 1)] = 1;
    forwardSolve(factor, 0, m, inverse, a * m);
    backSolve(factor, 0, m, inverse, a * m);
  }
  return { inverse, logDeterminant };
}

/** What Q and log |C| change by with L_ap, point number a of the pattern: v = Q l_p, dQ = -(q_a v' + v q_a'), 2 v_a. */
function quadratic(
  q: Float64Array,
  l: Float64Array,
  k: number,
  points: readonly number[],
  a: number,
  p: number,
): { inverse: Float64Array; logDeterminant: number } {
  const m = points.length;
  const v = new Float64Array(m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) v[i] += q[i * m + j] * l[points[j] * k + p];
  const inverse = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) inverse[i * m + j] = -(q[a * m + i] * v[j] + v[i] * q[a * m + j]);
  return { inverse, logDeterminant: 2 * v[a] };
}
