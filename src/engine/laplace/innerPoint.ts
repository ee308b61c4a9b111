import { dot } from '../linalg/vectors.ts';
import type { EffectCurvature } from './effectCurvature.ts';
import { applyFactors, applyTransposedFactors } from './effects.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import { definitePart, pairCount } from './packed.ts';
import { addEffects, transposeTimes } from './products.ts';

/** The constrained values that alpha stands for, in the shapes the rows and terms read. */
export interface PopulationValues {
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  /** L of each term, k x k row-major. */
  readonly factors: readonly Float64Array[];
}

/** A point z of l(z) = sum_i f_i - z'z / 2 and what is known there. Arrays belong to it and change with every call. */
export interface InnerPoint {
  /** Theta order. */
  readonly z: Float64Array;
  /** Z'f' in theta order: at the mode, L' times it is z. */
  readonly score: Float64Array;
  /** dl/dz. */
  readonly gradient: Float64Array;
  /** An array a linear predictor, and a pair of them for d2, as packed.ts has them. */
  readonly eta: readonly Float64Array[];
  readonly d1: readonly Float64Array[];
  readonly d2: readonly Float64Array[];
  /** -d2, or its positive part where it was to be clipped, as the last factor has it. */
  readonly w: readonly Float64Array[];
  /** Takes the linear coefficients in; before anything else, and after they change. */
  place(linear: Float64Array): void;
  /** l at z = at; leaves eta, d1 and d2 there. */
  valueAt(at: Float64Array, values: PopulationValues): number;
  /** Score and gradient at z, where d1 must have been left. */
  gradientAt(values: PopulationValues): void;
  /** Factors H where d2 was left, by the positive part of W if `clip`; false if it is not positive definite. */
  factorCurvature(values: PopulationValues, clip: boolean): boolean;
  /** x <- H^-1 x for x in theta order. */
  solve(x: Float64Array): void;
  logDeterminant(): number;
  /** Back to z = 0. */
  restart(): void;
}

export function innerPoint(model: LatentModel, layout: LatentLayout, curvature: EffectCurvature): InnerPoint {
  const n = model.rowCount;
  const { dimension } = layout;
  const m = model.predictorCount;
  const arrays = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(n));
  const [fixed, eta, d1] = [arrays(m), arrays(m), arrays(m)];
  const [d2, w] = [arrays(pairCount(m)), arrays(pairCount(m))];
  const z = new Float64Array(dimension);
  const b = new Float64Array(dimension);
  const score = new Float64Array(dimension);
  const gradient = new Float64Array(dimension);

  function valueAt(at: Float64Array, { auxiliary, factors }: PopulationValues): number {
    applyFactors(layout, factors, at, b);
    for (let p = 0; p < m; p++) eta[p].set(fixed[p]);
    addEffects(layout, b, eta);
    return model.rows.slopes(eta, auxiliary, d1, d2) - halfSquares(at);
  }

  function gradientAt({ factors }: PopulationValues): void {
    transposeTimes(layout, d1, score);
    applyTransposedFactors(layout, factors, score, gradient);
    for (let p = 0; p < dimension; p++) gradient[p] -= z[p];
  }

  function factorCurvature(values: PopulationValues, clip: boolean): boolean {
    for (let pair = 0; pair < w.length; pair++) for (let i = 0; i < n; i++) w[pair][i] = -d2[pair][i];
    if (clip) definitePart(w, m, 0);
    return curvature.factor(w, values.factors);
  }

  return {
    z,
    score,
    gradient,
    eta,
    d1,
    d2,
    w,
    place: (linear) => model.fixedPart(linear, fixed),
    valueAt,
    gradientAt,
    factorCurvature,
    solve: curvature.solve,
    logDeterminant: curvature.logDeterminant,
    restart: () => {
      z.fill(0);
    },
  };
}

function halfSquares(x: Float64Array): number {
  return dot(x, x) / 2;
}
