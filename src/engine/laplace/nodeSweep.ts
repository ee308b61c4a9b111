import { exp, log } from '../elementary.ts';
import type { InnerPoint, PopulationValues } from './innerPoint.ts';
import type { NodeRows } from './latentModel.ts';
import { addByLevel, type OneFactor, sumByLevel } from './oneFactor.ts';
import type { ProductRule } from './productRule.ts';
import { product, timesVector } from './small.ts';

/**
 * What a sweep over the nodes leaves: means over each level's nodes x under the weights p (10), d numbers or d x d
 * row-major a level. s is the level's score Z'f' at the node.
 */
export interface NodeMeans {
  readonly x: Float64Array;
  /** Of x x'. */
  readonly xx: Float64Array;
  readonly s: Float64Array;
  /** Of s x'. */
  readonly sx: Float64Array;
  /** Of f', a number a row. */
  readonly d1: Float64Array;
  /** For each auxiliary value, of the derivative of all rows in it, less that at the mode. */
  readonly scores: Float64Array;
}

/** What the sweep reads of one call: the mode, and per level it and the scaling of the nodes, in node order. */
export interface SweepPoint {
  readonly mode: InnerPoint;
  readonly values: PopulationValues;
  readonly z: Float64Array;
  /** For each level C = F'^-1, F the Cholesky factor of the level's H: d x d, upper triangular. */
  readonly c: readonly Float64Array[];
  /** Lambda of one level. */
  readonly lambda: Float64Array;
}

export interface NodeSweep {
  readonly means: NodeMeans;
  /** Fills the means and returns what the nodes add to Laplace's log marginal: sum_j log sum_m q_jm (9). */
  run(point: SweepPoint): number;
}

/** One pass over the rows at every node, all levels side by side. Derivation: docs/laplace.md. */
export function nodeSweep(
  factor: OneFactor,
  rule: ProductRule,
  rows: NodeRows,
  auxiliaryCount: number,
): NodeSweep {
  const { levels, size: d, index } = factor;
  const n = index.length;
  const perLevel = (numbers: number): Float64Array => new Float64Array(levels * numbers);
  const means: NodeMeans = {
    x: perLevel(d),
    xx: perLevel(d * d),
    s: perLevel(d),
    sx: perLevel(d * d),
    d1: new Float64Array(n),
    scores: new Float64Array(auxiliaryCount),
  };
  const levelScores = Array.from({ length: auxiliaryCount }, () => perLevel(1));
  const scores = levelScores.map(() => new Float64Array(n));
  const scoresAtMode = levelScores.map(() => new Float64Array(n));
  const [f, fAtMode, d1, eta] = Array.from({ length: 4 }, () => new Float64Array(n));
  const [total, q, rise] = Array.from({ length: 3 }, () => perLevel(1));
  const [moved, b, s] = Array.from({ length: 3 }, () => perLevel(d));
  let lambdaC: readonly Float64Array[] = [];

  function clear(): void {
    for (const sums of [means.x, means.xx, means.s, means.sx, means.d1, means.scores, total]) sums.fill(0);
    for (const sums of levelScores) sums.fill(0);
  }

  /** moved = C x and eta = eta at the mode + Z Lambda C x, for the node at x. */
  function move({ mode, c }: SweepPoint, x: Float64Array): void {
    for (let j = 0; j < levels; j++) {
      timesVector(d, c[j], x, moved, j * d);
      timesVector(d, lambdaC[j], x, b, j * d);
    }
    eta.set(mode.eta[0]);
    addByLevel(factor, b, eta);
  }

  /** q_j = w exp(l_j(z) - l_j(zh) + x'x / 2) (9). */
  function weigh({ z }: SweepPoint, logWeight: number): void {
    rise.fill(logWeight);
    for (let p = 0; p < moved.length; p++) rise[Math.floor(p / d)] -= moved[p] * (z[p] + moved[p] / 2);
    for (let i = 0; i < n; i++) rise[index[i]] += f[i] - fAtMode[i];
    for (let j = 0; j < levels; j++) q[j] = exp(rise[j]);
  }

  function add(x: Float64Array): void {
    sumByLevel(factor, d1, s);
    for (let j = 0; j < levels; j++) {
      total[j] += q[j];
      for (let a = 0; a < d; a++) {
        const at = j * d + a;
        means.x[at] += q[j] * x[a];
        means.s[at] += q[j] * s[at];
        for (let c = 0; c < d; c++) {
          means.xx[at * d + c] += q[j] * x[a] * x[c];
          means.sx[at * d + c] += q[j] * s[at] * x[c];
        }
      }
    }
    for (let i = 0; i < n; i++) means.d1[i] += q[index[i]] * d1[i];
    levelScores.forEach((sums, a) => {
      for (let i = 0; i < n; i++) sums[index[i]] += q[index[i]] * (scores[a][i] - scoresAtMode[a][i]);
    });
  }

  /** Sums become means; returns sum_j log sum_m q_jm. */
  function normalise(): number {
    let value = 0;
    for (let j = 0; j < levels; j++) {
      value += log(total[j]);
      for (let p = j * d; p < (j + 1) * d; p++) {
        means.x[p] /= total[j];
        means.s[p] /= total[j];
      }
      for (let p = j * d * d; p < (j + 1) * d * d; p++) {
        means.xx[p] /= total[j];
        means.sx[p] /= total[j];
      }
      levelScores.forEach((sums, a) => {
        means.scores[a] += sums[j] / total[j];
      });
    }
    for (let i = 0; i < n; i++) means.d1[i] /= total[index[i]];
    return value;
  }

  return {
    means,
    run(point) {
      const { auxiliary } = point.values;
      lambdaC = point.c.map((c) => product(d, point.lambda, c));
      clear();
      rows.values(point.mode.eta[0], auxiliary, fAtMode, d1, scoresAtMode);
      for (let m = 0; m < rule.logWeights.length; m++) {
        const x = rule.x.subarray(m * d, m * d + d);
        move(point, x);
        rows.values(eta, auxiliary, f, d1, scores);
        weigh(point, rule.logWeights[m]);
        add(x);
      }
      return normalise();
    },
  };
}
