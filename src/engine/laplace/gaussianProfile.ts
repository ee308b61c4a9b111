import { log2Pi } from '../elementary/constants.ts';
import { log } from '../elementary.ts';
import { cholesky } from '../linalg/cholesky.ts';
import { valueCount } from '../linalg/sparseCholesky/pattern.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { dot } from '../linalg/vectors.ts';
import type { Vec } from '../logDensity.ts';
import { addDeterminantPart, addOuterProducts, splitValues } from './adjoints.ts';
import { applyFactors, applyTransposedFactors, termSlice } from './effects.ts';
import type { AffineCoefficients, GaussianRows, LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import { addEffects, crossProduct, transposeTimes } from './products.ts';
import type { ProfileTarget } from './profile.ts';
import { sparseCurvature } from './sparseCurvature.ts';
import { timesPattern } from './timesPattern.ts';

/**
 * `profileTarget` for normal rows with one sd, which is found inside too. All that an evaluation reads of the rows are sums
 * of squares and products made once, but for the residuals. With Theta = L / sigma, v = sigma z, W the weights:
 *   H = I + Theta'Z'WZ Theta,  f_k = H^-1 Theta'Z'Wx_k,  I = X'WX - (Theta'Z'WX)'f,  q = (y - eta)'W (y - eta) + v'v,
 * and sigma^2 = q / N, N as `ResidualScale` has it, less the coefficients in 'reml'. Numbers in brackets: docs/laplace.md.
 */
export function gaussianProfile(
  model: LatentModel,
  coefficients: AffineCoefficients,
  rows: GaussianRows,
  kind: 'reml' | 'fast',
): ProfileTarget {
  const layout = model.layout();
  const { terms, dimension } = layout;
  const [n, p] = [model.rowCount, model.linearCount];
  const sums = rowSums(model, layout, rows);
  const scale = { ...rows.scale, count: rows.scale.count - (kind === 'reml' ? p : 0) };
  const curvature = sparseCurvature(layout, n, model.determinant);
  const inside = new Set([...coefficients.at, scale.at]);
  const places = Array.from({ length: model.alphaCount }, (_, i) => i).filter((i) => !inside.has(i));
  const alpha = new Float64Array(model.alphaCount);
  const whole = new Float64Array(model.alphaCount);
  const constrained = new Float64Array(model.population.count);
  const adjoints = new Float64Array(model.population.count);
  const values = splitValues(model, constrained);
  const out = splitValues(model, adjoints);
  const theta = values.factors.map((factor) => new Float64Array(factor.length));
  const blocks = theta.map((factor) => new Float64Array(factor.length));
  const vectors = (): Float64Array[] => Array.from({ length: p }, () => new Float64Array(dimension));
  const [pulledX, follow] = [vectors(), vectors()];
  const information = new Float64Array(p * p);
  const linear = new Float64Array(p);
  const [z, v, b, score, direction] = Array.from({ length: 5 }, () => new Float64Array(dimension));
  const [eta, d1, d2] = Array.from({ length: 3 }, () => new Float64Array(n));
  const follows = new Float64Array(dimension + p + 1);
  /** How far along the direction of scale. */
  let along = 0;
  const factor = new Float64Array(p * p);

  /** Takes in phi, counted from where the scale is; returns sigma. */
  function placeValues(phi: Vec): number {
    alpha[scale.at] = scale.direction[scale.at] * along;
    places.forEach((place, c) => {
      alpha[place] = phi[c] + scale.direction[place] * along;
    });
    model.population.forward(alpha, constrained);
    return values.auxiliary[0];
  }

  function solveInformation(x: Float64Array): void {
    forwardSolve(factor, 0, p, x, 0);
    backSolve(factor, 0, p, x, 0);
  }

  /** H, f and I at Theta; false where one is not positive definite. */
  function factorJoint(sigma: number): boolean {
    values.factors.forEach((l, t) => {
      for (let e = 0; e < l.length; e++) theta[t][e] = l[e] / sigma;
    });
    if (!curvature.factorProduct(sums.zz, theta, true)) return false;
    for (let k = 0; k < p; k++) {
      applyTransposedFactors(layout, theta, sums.zx[k], pulledX[k]);
      follow[k].set(pulledX[k]);
      curvature.solve(follow[k]);
      for (let l = 0; l <= k; l++) {
        const s = sums.xx[k * p + l] - dot(pulledX[l], follow[k]);
        information[k * p + l] = s;
        information[l * p + k] = s;
      }
    }
    const found = cholesky(information, p);
    if (found !== null) factor.set(found);
    return found !== null;
  }

  /** The joint mode of coefficients and v; returns q there, eta left. */
  function placeMode(): number {
    applyTransposedFactors(layout, theta, sums.zy, b);
    v.set(b);
    curvature.solve(v);
    for (let k = 0; k < p; k++) linear[k] = sums.xy[k] - dot(follow[k], b);
    solveInformation(linear);
    for (let k = 0; k < p; k++) for (let e = 0; e < dimension; e++) v[e] -= linear[k] * follow[k][e];
    model.fixedPart(linear, [eta]);
    applyFactors(layout, theta, v, b);
    addEffects(layout, b, [eta]);
    let squares = dot(v, v);
    const { y, weights } = rows;
    for (let i = 0; i < n; i++)
      squares += (weights === null ? 1 : weights[i]) * (y[i] - eta[i]) * (y[i] - eta[i]);
    return squares;
  }

  /** What log|I| adds to the adjoint of every L (22). */
  function addCoefficientPart(sigma: number): void {
    const unit = new Float64Array(p);
    const ofRows = new Float64Array(dimension);
    for (let k = 0; k < p; k++) {
      unit.fill(0);
      unit[k] = 1 / sigma;
      solveInformation(unit);
      direction.fill(0);
      for (let l = 0; l < p; l++) for (let e = 0; e < dimension; e++) direction[e] += unit[l] * follow[l][e];
      // Z'W r_k = Z'Wx_k - Z'WZ Theta f_k
      applyFactors(layout, theta, follow[k], b);
      timesPattern(layout, sums.zz, b, ofRows);
      for (let e = 0; e < dimension; e++) ofRows[e] = sums.zx[k][e] - ofRows[e];
      addOuter(ofRows, direction);
    }
  }

  function addOuter(g: Float64Array, x: Float64Array): void {
    terms.forEach(({ k }, t) => {
      addOuterProducts(k, termSlice(layout, g, t), termSlice(layout, x, t), out.factors[t]);
    });
  }

  /** Adjoints of every L (8); the coefficients and sigma are where theirs are 0. */
  function writeAdjoints(sigma: number): void {
    adjoints.fill(0);
    transposeTimes(layout, [d1], score);
    addOuter(score, z);
    curvature.inverse(theta, [], blocks);
    terms.forEach(({ k, levels }, t) => {
      addDeterminantPart(k, levels, values.factors[t], blocks[t], out.factors[t]);
    });
    if (kind === 'reml') addCoefficientPart(sigma);
  }

  function remember(): void {
    follows.set(z);
    follows.set(linear, dimension);
    follows[dimension + p] = along;
    coefficients.at.forEach((place, k) => {
      alpha[place] = (linear[k] - coefficients.shift[k]) / coefficients.slope[k];
    });
  }

  /** What integrating over the coefficients adds: -log|I| / 2 + p log(2 pi) / 2, on the user's columns. */
  function integralOverCoefficients(sigma: number): number {
    let s = (p * log2Pi) / 2 + coefficients.logVolume + p * log(sigma);
    for (let k = 0; k < p; k++) s -= log(factor[k * (p + 1)]);
    return s;
  }

  return {
    dimension: places.length,
    places,
    scale,
    estimate: curvature.estimate,
    alpha,
    follows,
    mode: {
      ...{ z, eta: [eta], d1: [d1], d2: [d2], logDeterminant: curvature.logDeterminant },
      restart() {
        along = 0;
      },
    },
    /** Taken at the last point. */
    get joint() {
      const [sigma] = values.auxiliary;
      return {
        linear,
        information: information.map((of) => of / (sigma * sigma)),
        follow: follow.map((of) => of.map((f) => f / sigma)),
      };
    },
    logDensityAndGradient(phi, gradOut) {
      const before = placeValues(phi);
      if (!(before > 0) || !factorJoint(before)) return Number.NEGATIVE_INFINITY;
      along += log(Math.sqrt(placeMode() / scale.count) / before);
      if (!Number.isFinite(along)) {
        along = 0;
        return Number.NEGATIVE_INFINITY;
      }
      const sigma = placeValues(phi);
      for (let e = 0; e < dimension; e++) z[e] = v[e] / sigma;
      const level = model.rows.level(values.auxiliary);
      const value = model.rows.slopes([eta], values.auxiliary, [d1], [d2]) + level - dot(z, z) / 2;
      writeAdjoints(sigma);
      remember();
      model.population.backward(alpha, adjoints, whole);
      places.forEach((place, c) => {
        gradOut[c] = whole[place];
      });
      const profile = value - curvature.logDeterminant() / 2;
      return kind === 'fast' ? profile : profile + integralOverCoefficients(sigma);
    },
  };
}

/** Sums over rows, W being the weights and y the outcome less the offset. */
interface RowSums {
  /** Z'WZ on the pattern; Z'Wx_k and Z'Wy in theta order. */
  readonly zz: Float64Array;
  readonly zx: readonly Float64Array[];
  readonly zy: Float64Array;
  /** X'WX row-major. */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

function rowSums(model: LatentModel, layout: LatentLayout, { y, weights }: GaussianRows): RowSums {
  const [n, p] = [model.rowCount, model.linearCount];
  const scratch = new Float64Array(n);
  const w = weights ?? new Float64Array(n).fill(1);
  const zz = new Float64Array(valueCount(layout.pattern));
  crossProduct(layout, [w], zz, scratch);
  const sumsOf = (x: Float64Array): { readonly ofZ: Float64Array; readonly ofX: Float64Array } => {
    const [ofZ, ofX] = [new Float64Array(layout.dimension), new Float64Array(p)];
    for (let i = 0; i < n; i++) x[i] *= w[i];
    transposeTimes(layout, [x], ofZ);
    model.fixedAdjoint([x], ofX);
    return { ofZ, ofX };
  };
  const columns = Array.from({ length: p }, (_, k) => {
    model.fixedColumn(k, scratch);
    return sumsOf(scratch);
  });
  model.fixedPart(new Float64Array(p), [scratch]);
  for (let i = 0; i < n; i++) scratch[i] = y[i] - scratch[i];
  const outcome = sumsOf(scratch);
  const xx = new Float64Array(p * p);
  columns.forEach(({ ofX }, k) => {
    xx.set(ofX, k * p);
  });
  return { zz, zx: columns.map(({ ofZ }) => ofZ), zy: outcome.ofZ, xx, xy: outcome.ofX };
}
