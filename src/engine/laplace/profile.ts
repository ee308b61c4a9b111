import { log2Pi } from '../elementary/constants.ts';
import { log } from '../elementary.ts';
import { forwardSolve } from '../linalg/triangular.ts';
import { addDeterminantPart, addOuterProducts, splitValues } from './adjoints.ts';
import { applyTransposedFactors, termSlice } from './effects.ts';
import { innerPoint } from './innerPoint.ts';
import { type JointMode, jointMode } from './jointMode.ts';
import type { AffineCoefficients, LatentModel } from './latentModel.ts';
import type { OuterTarget } from './outerTarget.ts';
import { addScaledEffects, transposeTimes } from './products.ts';
import type { ResidualScale } from './residualScale.ts';
import { sparseCurvature } from './sparseCurvature.ts';

/** A criterion of the covariance and family parameters: the coefficients, and a scale of all of them, are found inside. */
export interface ProfileTarget extends OuterTarget {
  /** The places in alpha of its coordinates, ascending. */
  readonly places: readonly number[];
  readonly joint: Pick<JointMode, 'linear' | 'information' | 'follow'>;
  /**
   * Where the residual sd is found inside too: what is said of it. Coordinates are then those of alpha less what the
   * direction adds to them, as far along it as the sd's own coordinate says; the last of `follows` is that.
   */
  readonly scale: ResidualScale | null;
  /** All of alpha at the last call, the coefficients at their mode. */
  readonly alpha: Float64Array;
}

/**
 * With (beta, z) at their joint mode for given phi, and H and I the curvatures of z and, z followed, of beta:
 * 'fast' is l - log|H| / 2, 'reml' is l - log|H| / 2 - log|I| / 2 + p log(2 pi) / 2, Laplace's approximation of the
 * integral over beta (on the user's columns) and z, exact for gaussian models. Exact gradients; -Infinity where no joint
 * mode is found. Derivation, with the numbers in brackets: docs/laplace.md. Sources: Bates et al. 2015, sections 3.4 and
 * 5.6 (REML); Harville 1974; lme4's nAGQ = 0.
 */
export function profileTarget(
  model: LatentModel,
  coefficients: AffineCoefficients,
  kind: 'reml' | 'fast',
): ProfileTarget {
  const layout = model.layout();
  const { terms, dimension } = layout;
  const n = model.rowCount;
  const p = model.linearCount;
  const curvature = sparseCurvature(layout, n, model.determinant);
  const mode = innerPoint(model, layout, curvature);
  const joint = jointMode(model, layout, mode, coefficients.shift);
  const inside = new Set(coefficients.at);
  const places = Array.from({ length: model.alphaCount }, (_, i) => i).filter((i) => !inside.has(i));
  const constrained = new Float64Array(model.population.count);
  const adjoints = new Float64Array(model.population.count);
  const values = splitValues(model, constrained);
  const out = splitValues(model, adjoints);
  const alpha = new Float64Array(model.alphaCount);
  const whole = new Float64Array(model.alphaCount);
  const follows = new Float64Array(dimension + p);
  const sums = out.factors.map((factor) => new Float64Array(factor.length));
  const [d3, h, u, e] = Array.from({ length: 4 }, () => new Float64Array(n));
  const [v, pulled, direction] = Array.from({ length: 3 }, () => new Float64Array(dimension));
  const slopes = new Float64Array(p);

  /** h_i: leverages of z alone (3), or of beta and z together (20). */
  function leverages(): void {
    curvature.inverse(values.factors, [h], sums);
    if (kind === 'fast') return;
    const x = new Float64Array(p);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < p; k++) x[k] = joint.projected[k][i];
      forwardSolve(joint.factor, 0, p, x, 0);
      for (let k = 0; k < p; k++) h[i] += x[k] * x[k];
    }
  }

  /** (v, v_beta) from one solve with the joint curvature, and u (21). */
  function implicitPart(): void {
    for (let i = 0; i < n; i++) e[i] = 0.5 * d3[i] * h[i];
    transposeTimes(layout, [e], pulled);
    applyTransposedFactors(layout, values.factors, pulled, v);
    model.fixedAdjoint([e], slopes);
    for (let k = 0; k < p; k++) for (let q = 0; q < dimension; q++) slopes[k] -= joint.follow[k][q] * v[q];
    joint.solve(slopes);
    mode.solve(v);
    u.fill(0);
    addScaledEffects(layout, values.factors, v, 1, [u]);
    for (let k = 0; k < p; k++) {
      for (let q = 0; q < dimension; q++) v[q] -= slopes[k] * joint.follow[k][q];
      for (let i = 0; i < n; i++) u[i] += slopes[k] * joint.projected[k][i];
    }
  }

  /** What log|I| adds to the adjoint of every L (22). */
  function addCoefficientPart(): void {
    const unit = new Float64Array(p);
    for (let k = 0; k < p; k++) {
      unit.fill(0);
      unit[k] = 1;
      joint.solve(unit);
      direction.fill(0);
      e.fill(0);
      for (let l = 0; l < p; l++)
        for (let q = 0; q < dimension; q++) direction[q] += unit[l] * joint.follow[l][q];
      for (let i = 0; i < n; i++) e[i] = -mode.d2[0][i] * joint.projected[k][i];
      transposeTimes(layout, [e], pulled);
      terms.forEach((term, t) => {
        const [g, z] = [termSlice(layout, pulled, t), termSlice(layout, direction, t)];
        addOuterProducts(term.k, g, z, out.factors[t]);
      });
    }
  }

  /** Adjoints of the auxiliary values and every L: those of (7) and (8) with the joint h, u and v. */
  function writeAdjoints(): void {
    adjoints.fill(0);
    for (let i = 0; i < n; i++) e[i] = mode.d1[0][i] + 0.5 * h[i] * d3[i] + u[i] * mode.d2[0][i];
    model.rows.adjoint(mode.eta, values.auxiliary, [u], [h], out.auxiliary);
    transposeTimes(layout, [e], pulled);
    terms.forEach(({ k, levels }, t) => {
      const to = out.factors[t];
      addOuterProducts(k, termSlice(layout, pulled, t), termSlice(layout, mode.z, t), to);
      addOuterProducts(k, termSlice(layout, mode.score, t), termSlice(layout, v, t), to);
      addDeterminantPart(k, levels, values.factors[t], sums[t], to);
    });
    if (kind === 'reml') addCoefficientPart();
  }

  /** What integrating over the coefficients adds: -log|I| / 2 + p log(2 pi) / 2, on the user's columns. */
  function integralOverCoefficients(): number {
    let s = (p * log2Pi) / 2 + coefficients.logVolume;
    for (let k = 0; k < p; k++) s -= log(joint.factor[k * (p + 1)]);
    return s;
  }

  function remember(): void {
    follows.set(mode.z);
    follows.set(joint.linear, dimension);
    coefficients.at.forEach((place, k) => {
      alpha[place] = (joint.linear[k] - coefficients.shift[k]) / coefficients.slope[k];
    });
  }

  return {
    dimension: places.length,
    places,
    scale: null,
    estimate: curvature.estimate,
    mode,
    joint,
    follows,
    alpha,
    logDensityAndGradient(phi, gradOut) {
      places.forEach((place, c) => {
        alpha[place] = phi[c];
      });
      model.population.forward(alpha, constrained);
      const value = joint.find(values);
      if (value === null) return Number.NEGATIVE_INFINITY;
      remember();
      if (!model.quadratic) model.rows.third(mode.eta, values.auxiliary, [d3]);
      leverages();
      if (!model.quadratic) implicitPart();
      writeAdjoints();
      model.population.backward(alpha, adjoints, whole);
      places.forEach((place, c) => {
        gradOut[c] = whole[place];
      });
      const profile = value + model.rows.level(values.auxiliary) - mode.logDeterminant() / 2;
      return kind === 'fast' ? profile : profile + integralOverCoefficients();
    },
  };
}
