import { addDeterminantPart, addOuterProducts, splitValues } from './adjoints.ts';
import { applyFactors, applyTransposedFactors, termSlice } from './effects.ts';
import { innerMode } from './innerMode.ts';
import type { InnerPoint, PopulationValues } from './innerPoint.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import type { OuterTarget } from './outerTarget.ts';
import { addHalfThird, addSecond, pairCount, tripleCount } from './packed.ts';
import { addEffects, transposeTimes } from './products.ts';
import { type SparseCurvature, sparseCurvature } from './sparseCurvature.ts';

/**
 * Laplace's approximation of log p(y | alpha) (+ log p(alpha)) as a log density of alpha with its exact gradient.
 * lp is -Infinity where no mode of the group effects with positive definite curvature is found. Each call starts
 * Newton's method where the last one ended, so the answer to one alpha may differ between calls by rounding.
 */
export interface LaplaceMarginal extends OuterTarget {
  readonly mode: InnerPoint;
  readonly layout: LatentLayout;
  readonly curvature: SparseCurvature;
  /** The population values at the last call. */
  readonly values: PopulationValues;
}

/** Derivation: docs/laplace.md. The steps below carry its equation numbers. */
export function laplaceMarginal(model: LatentModel): LaplaceMarginal {
  const layout = model.layout();
  const curvature = sparseCurvature(layout, model.rowCount, model.determinant);
  const mode = innerMode(model, layout, curvature);
  const { terms, dimension } = layout;
  const [n, m] = [model.rowCount, model.predictorCount];
  const constrained = new Float64Array(model.population.count);
  const adjoints = new Float64Array(model.population.count);
  const values = splitValues(model, constrained);
  const out = splitValues(model, adjoints);
  const sums = out.factors.map((factor) => new Float64Array(factor.length));
  const arrays = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(n));
  const [d3, h] = [arrays(tripleCount(m)), arrays(pairCount(m))];
  const [u, e] = [arrays(m), arrays(m)];
  const v = new Float64Array(dimension);
  const effects = new Float64Array(dimension);
  const pulled = new Float64Array(dimension);

  /** v = H^-1 L'Z'(d3 h) / 2 and u = Z L v (5). */
  function implicitPart(): void {
    e.forEach((of, p) => {
      of.fill(0);
      addHalfThird(d3, h, m, p, of);
    });
    transposeTimes(layout, e, effects);
    applyTransposedFactors(layout, values.factors, effects, v);
    mode.solve(v);
    applyFactors(layout, values.factors, v, effects);
    for (const of of u) of.fill(0);
    addEffects(layout, effects, u);
  }

  /** Adjoints of the linear coefficients, the auxiliary values and every L (6 to 8). */
  function writeAdjoints(): void {
    adjoints.fill(0);
    e.forEach((of, p) => {
      of.set(mode.d1[p]);
      addHalfThird(d3, h, m, p, of);
      addSecond(mode.d2, u, p, of);
    });
    model.fixedAdjoint(e, out.linear);
    model.rows.adjoint(mode.eta, values.auxiliary, u, h, out.auxiliary);
    transposeTimes(layout, e, pulled);
    terms.forEach(({ k, levels }, t) => {
      const to = out.factors[t];
      addOuterProducts(k, termSlice(layout, pulled, t), termSlice(layout, mode.z, t), to);
      addOuterProducts(k, termSlice(layout, mode.score, t), termSlice(layout, v, t), to);
      addDeterminantPart(k, levels, values.factors[t], sums[t], to);
    });
  }

  return {
    dimension: model.alphaCount,
    layout,
    curvature,
    estimate: curvature.estimate,
    mode,
    follows: mode.z,
    values,
    logDensityAndGradient(alpha, gradOut) {
      const at = Float64Array.from({ length: model.alphaCount }, (_, i) => alpha[i]);
      model.population.forward(at, constrained);
      const { converged, value } = mode.find(values);
      if (!converged) return Number.NEGATIVE_INFINITY;
      model.rows.third(mode.eta, values.auxiliary, d3);
      // h (3) and, per term, the sum over levels of the diagonal blocks of H^-1
      curvature.inverse(values.factors, h, sums);
      implicitPart();
      writeAdjoints();
      const logPrior = model.population.backward(at, adjoints, gradOut);
      return value + model.rows.level(values.auxiliary) - mode.logDeterminant() / 2 + logPrior;
    },
  };
}
