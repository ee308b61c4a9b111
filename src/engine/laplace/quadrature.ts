import { factorBlock } from '../linalg/triangular.ts';
import { addDeterminantPart, addOuterProducts, splitValues } from './adjoints.ts';
import { congruence, nodeFactors, writeNodeFactors } from './congruence.ts';
import { applyFactors, applyTransposedFactors, termSlice } from './effects.ts';
import { innerMode } from './innerMode.ts';
import type { LatentModel } from './latentModel.ts';
import type { LaplaceMarginal } from './marginal.ts';
import { type NodeMeans, nodeSweep, type SweepPoint } from './nodeSweep.ts';
import { factorOfLevel, oneFactor } from './oneFactor.ts';
import { productRule } from './productRule.ts';
import { addEffects, quadraticForms, transposeTimes } from './products.ts';
import { addTo, inverseOfTranspose, outer, product, timesVector, transpose } from './small.ts';
import { sparseCurvature } from './sparseCurvature.ts';

/**
 * log p(y | alpha) (+ log p(alpha)) by adaptive Gauss-Hermite quadrature with `nodes` nodes for every coefficient of a
 * level, placed by the mode and curvature of each level's effects; with its exact gradient, which follows both. For
 * models whose terms all split the rows by one factor (see `isOneFactor`). One node is Laplace's approximation.
 * -Infinity where no mode with positive definite curvature is found. Source of the rule: Liu & Pierce 1994; derivation
 * of the gradient, with the numbers in brackets: docs/laplace.md.
 */
export function quadratureMarginal(model: LatentModel, nodes: number): LaplaceMarginal {
  const layout = model.layout();
  const { terms, dimension } = layout;
  const factor = oneFactor(layout);
  const { size: d, levels } = factor;
  const curvature = sparseCurvature(layout, model.rowCount);
  const mode = innerMode(model, layout, curvature);
  const rows = model.nodeRows();
  const sweep = nodeSweep(factor, productRule(nodes, d), rows, model.auxiliaryCount);
  const constrained = new Float64Array(model.population.count);
  const adjoints = new Float64Array(model.population.count);
  const values = splitValues(model, constrained);
  const out = splitValues(model, adjoints);
  const spread = new Float64Array(levels * d * d);
  const lambdaT = nodeFactors(layout, true);
  const [d3, h, u, e] = Array.from({ length: 4 }, () => new Float64Array(model.rowCount));
  const [v, effects, pulled, ordered] = Array.from({ length: 4 }, () => new Float64Array(dimension));
  const lambda = new Float64Array(d * d);
  const determinantPart = new Float64Array(d * d);
  const nodePart = new Float64Array(d * d);
  const modeAdjoint = new Float64Array(dimension);

  function pointOfSweep(): SweepPoint {
    factorOfLevel(layout, factor, values.factors, lambda);
    for (let p = 0; p < dimension; p++) ordered[layout.placeOf[p]] = mode.z[p];
    // H is block diagonal here: a block a level, one after the other
    const c = Array.from({ length: levels }, (_, j) => {
      const block = curvature.matrix.slice(j * d * d, (j + 1) * d * d);
      factorBlock(block, 0, d);
      return inverseOfTranspose(d, block);
    });
    return { mode, values, z: ordered, c, lambda };
  }

  /** Per level: Q (13) into `spread`, the mode's adjoint (11), and the sums over levels that L's adjoint needs (16). */
  function pullLevels({ c, z }: SweepPoint, means: NodeMeans): void {
    determinantPart.fill(0);
    nodePart.fill(0);
    for (let j = 0; j < levels; j++) {
      const pull = levelPull(d, c[j], lambda, z.subarray(j * d, (j + 1) * d), meansOf(means, d, j));
      spread.set(pull.q, j * d * d);
      modeAdjoint.set(pull.modeAdjoint, j * d);
      addTo(determinantPart, 1, pull.determinantPart);
      addTo(nodePart, 1, pull.nodePart);
    }
    writeNodeFactors(layout, values.factors, true, lambdaT);
    congruence(layout, lambdaT, spread, spread);
    quadraticForms(layout, spread, [h]);
  }

  /** v = H^-1 (L'Z'(d3 h) / 2 + the mode's adjoint) and u = Z L v (14). */
  function implicitPart(): void {
    for (let i = 0; i < e.length; i++) e[i] = 0.5 * d3[i] * h[i];
    transposeTimes(layout, [e], effects);
    applyTransposedFactors(layout, values.factors, effects, v);
    for (let p = 0; p < dimension; p++) v[p] += modeAdjoint[layout.placeOf[p]];
    mode.solve(v);
    applyFactors(layout, values.factors, v, effects);
    u.fill(0);
    addEffects(layout, effects, [u]);
  }

  /** Adjoints of the linear coefficients, the auxiliary values and every L (15, 16). */
  function writeAdjoints({ d1, scores }: NodeMeans): void {
    adjoints.fill(0);
    for (let i = 0; i < e.length; i++) e[i] = 0.5 * h[i] * d3[i] + u[i] * mode.d2[0][i];
    transposeTimes(layout, [e], pulled);
    for (let i = 0; i < e.length; i++) e[i] += d1[i];
    model.fixedAdjoint([e], out.linear);
    model.rows.adjoint(mode.eta, values.auxiliary, [u], [h], out.auxiliary);
    addTo(out.auxiliary, 1, scores);
    terms.forEach(({ k }, t) => {
      const to = out.factors[t];
      const first = factor.firstOf[t];
      addTo(to, 1, lowerPart(nodePart, d, first, k));
      addOuterProducts(k, termSlice(layout, pulled, t), termSlice(layout, mode.z, t), to);
      addOuterProducts(k, termSlice(layout, mode.score, t), termSlice(layout, v, t), to);
      addDeterminantPart(k, 0, values.factors[t], diagonalPart(determinantPart, d, first, k), to);
    });
  }

  return {
    dimension: model.alphaCount,
    layout,
    curvature,
    mode,
    follows: mode.z,
    values,
    logDensityAndGradient(alpha, gradOut) {
      const at = Float64Array.from({ length: model.alphaCount }, (_, i) => alpha[i]);
      model.population.forward(at, constrained);
      const { converged, value } = mode.find(values);
      if (!converged) return Number.NEGATIVE_INFINITY;
      const point = pointOfSweep();
      const nodesAdd = sweep.run(point);
      model.rows.third(mode.eta, values.auxiliary, [d3]);
      pullLevels(point, sweep.means);
      implicitPart();
      writeAdjoints(sweep.means);
      const logPrior = model.population.backward(at, adjoints, gradOut);
      const level = model.rows.level(values.auxiliary);
      const total = value + nodesAdd + level - mode.logDeterminant() / 2 + logPrior;
      return Number.isFinite(total) ? total : Number.NEGATIVE_INFINITY;
    },
  };
}

/** One level's adjoints; matrices d x d. */
interface LevelPull {
  /** Takes the place of H^-1 (13). */
  readonly q: Float64Array;
  /** Sum of p_m g_m (11). */
  readonly modeAdjoint: Float64Array;
  /** Q - H Q, Lambda'^-1 times which is the log determinant's part of L's adjoint (16). */
  readonly determinantPart: Float64Array;
  /** Sum of p_m s_m z_m', the nodes' part of L's adjoint (16). */
  readonly nodePart: Float64Array;
}

type LevelMeans = Pick<NodeMeans, 'x' | 'xx' | 's' | 'sx'>;

function meansOf({ x, xx, s, sx }: NodeMeans, d: number, j: number): LevelMeans {
  const [from, to] = [j * d, (j + 1) * d];
  return {
    x: x.subarray(from, to),
    xx: xx.subarray(from * d, to * d),
    s: s.subarray(from, to),
    sx: sx.subarray(from * d, to * d),
  };
}

/** From z_m = zh + C x_m and g_m = Lambda' s_m - z_m. */
function levelPull(
  d: number,
  c: Float64Array,
  lambda: Float64Array,
  z: Float64Array,
  { x, xx, s, sx }: LevelMeans,
): LevelPull {
  const lambdaT = transpose(d, lambda);
  const cT = transpose(d, c);
  const [modeAdjoint, cx] = [new Float64Array(d), new Float64Array(d)];
  timesVector(d, lambdaT, s, modeAdjoint);
  timesVector(d, c, x, cx);
  for (let a = 0; a < d; a++) modeAdjoint[a] -= z[a] + cx[a];
  const gx = product(d, lambdaT, sx);
  addTo(gx, -1, outer(d, z, x));
  addTo(gx, -1, product(d, c, xx));
  const k = mirrored(d, product(d, transpose(d, gx), c));
  const kc = product(d, k, cT);
  const q = product(d, c, kc);
  addTo(q, 1, product(d, c, cT));
  // H Q = I + F K C' by H C = F, so Q - H Q = Q - I - F K C'
  const determinantPart = product(d, transpose(d, inverseOfTranspose(d, cT)), kc).map(
    (value, p) => q[p] - value,
  );
  for (let a = 0; a < d; a++) determinantPart[a * (d + 1)] -= 1;
  const nodePart = product(d, sx, cT);
  addTo(nodePart, 1, outer(d, s, z));
  return { q, modeAdjoint, determinantPart, nodePart };
}

/** The symmetric matrix with the lower triangle of a. */
function mirrored(d: number, a: Float64Array): Float64Array {
  return a.map((value, p) => (p % d > Math.floor(p / d) ? a[(p % d) * d + Math.floor(p / d)] : value));
}

/** The k x k block of a on the diagonal from `first` on. */
function diagonalPart(a: Float64Array, d: number, first: number, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, p) => a[(first + Math.floor(p / k)) * d + first + (p % k)]);
}

/** The same, zero above the diagonal. */
function lowerPart(a: Float64Array, d: number, first: number, k: number): Float64Array {
  return diagonalPart(a, d, first, k).map((value, p) => (p % k > Math.floor(p / k) ? 0 : value));
}
