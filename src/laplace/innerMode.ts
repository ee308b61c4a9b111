import { type ArrowMatrix, arrowMatrix, factorArrow, logDeterminant, solveArrow } from '../linalg/arrow.ts';
import { type BlockFactors, blockFactors, congruence } from './congruence.ts';
import { applyFactors, applyTransposedFactors } from './effects.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import { addEffects, crossProduct, transposeTimes } from './products.ts';

/** The constrained values that alpha stands for, in the shapes the rows and terms read. */
export interface PopulationValues {
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  /** L of each term, k x k row-major. */
  readonly factors: readonly Float64Array[];
}

export interface ModeResult {
  /** False if Newton's method did not settle or the curvature at its end is not positive definite. */
  readonly converged: boolean;
  /** sum_i log p(y_i | eta_i) - z'z / 2. */
  readonly value: number;
  /** Newton decrement g'H^-1 g where it ended: twice the gain still to be had. */
  readonly decrement: number;
  readonly iterations: number;
}

/** The mode of z given the population values, and everything known there. Arrays belong to it and change with `find`. */
export interface InnerMode {
  /** Theta order. */
  readonly z: Float64Array;
  /** Z'f' in theta order: at the mode, L' times it is z. */
  readonly score: Float64Array;
  readonly eta: Float64Array;
  readonly d1: Float64Array;
  readonly d2: Float64Array;
  /** Cholesky factor of H = L'Z'WZL + I, W = -f'', in arrow order. */
  readonly factor: ArrowMatrix;
  /** Starts from where the last call ended. */
  find(values: PopulationValues): ModeResult;
  /** x <- H^-1 x for x in theta order. */
  solve(x: Float64Array): void;
  logDeterminant(): number;
  /** Forgets the last mode. */
  restart(): void;
  /** Starts the next call at z. */
  startAt(z: Float64Array): void;
}

/**
 * One more step after a decrement below this is the last: it squares a distance of 3e-7 conditional sds to the mode.
 * log |H| is of first order in that distance, so it must be rounding and not merely small.
 */
const settled = 1e-13;
/** Nothing to be had any more: gaussian rows get here in one step. */
const rounding = 1e-22;
/** Below this a full step is taken without asking whether the value rose: it could only tell rounding from rounding. */
const near = 1e-6;
const mostSteps = 100;
const mostHalvings = 40;

/**
 * Newton's method with step halving on l(z). Where H is not positive definite on the way, negative W are taken as 0 for
 * that step, which still climbs; the curvature reported is always the true one.
 */
export function innerMode(model: LatentModel, layout: LatentLayout): InnerMode {
  const n = model.rowCount;
  const { dimension } = layout;
  const fixed = new Float64Array(n);
  const eta = new Float64Array(n);
  const d1 = new Float64Array(n);
  const d2 = new Float64Array(n);
  const w = new Float64Array(n);
  const scratch = new Float64Array(n);
  const z = new Float64Array(dimension);
  const trial = new Float64Array(dimension);
  const step = new Float64Array(dimension);
  const b = new Float64Array(dimension);
  const score = new Float64Array(dimension);
  const gradient = new Float64Array(dimension);
  const permuted = new Float64Array(dimension);
  const factor = arrowMatrix(layout.pattern);

  /** l at z = at; leaves eta, d1 and d2 there. */
  function valueAt(at: Float64Array, { auxiliary, factors }: PopulationValues): number {
    applyFactors(layout, factors, at, b);
    eta.set(fixed);
    addEffects(layout, b, eta);
    return model.rows.slopes(eta, auxiliary, d1, d2) - halfSquares(at);
  }

  function gradientAt(at: Float64Array, { factors }: PopulationValues): void {
    transposeTimes(layout, d1, score);
    applyTransposedFactors(layout, factors, score, gradient);
    for (let p = 0; p < dimension; p++) gradient[p] -= at[p];
  }

  function factorCurvature(lambda: BlockFactors, clip: boolean): boolean {
    for (let i = 0; i < n; i++) w[i] = clip && d2[i] > 0 ? 0 : -d2[i];
    crossProduct(layout, w, factor, scratch);
    congruence(lambda, factor);
    addIdentity(factor);
    return factorArrow(factor);
  }

  function solve(x: Float64Array): void {
    const { arrowOf } = layout;
    for (let p = 0; p < dimension; p++) permuted[arrowOf[p]] = x[p];
    solveArrow(factor, permuted);
    for (let p = 0; p < dimension; p++) x[p] = permuted[arrowOf[p]];
  }

  /** Moves z along `step`, halving until l does not fall; returns the new l, or null if nothing helps. */
  function climb(values: PopulationValues, from: number, sure: boolean): number | null {
    let length = 1;
    for (let halving = 0; halving < mostHalvings; halving++, length /= 2) {
      for (let p = 0; p < dimension; p++) trial[p] = z[p] + length * step[p];
      const value = valueAt(trial, values);
      if (value >= from || (sure && Number.isFinite(value))) {
        z.set(trial);
        return value;
      }
    }
    return null;
  }

  function find(values: PopulationValues): ModeResult {
    const lambda = blockFactors(layout, values.factors, false);
    model.fixedPart(values.linear, fixed);
    let value = valueAt(z, values);
    if (!Number.isFinite(value)) {
      z.fill(0);
      value = valueAt(z, values);
    }
    let decrement = Number.NaN;
    let last = false;
    for (let iterations = 0; iterations < mostSteps && Number.isFinite(value); iterations++) {
      gradientAt(z, values);
      const definite = factorCurvature(lambda, false);
      if (!definite && !factorCurvature(lambda, true)) break;
      step.set(gradient);
      solve(step);
      decrement = dot(step, gradient);
      if (last || decrement <= rounding) return { converged: definite, value, decrement, iterations };
      last = decrement <= settled;
      const next = climb(values, value, decrement < near);
      if (next === null) break;
      value = next;
    }
    return { converged: false, value, decrement, iterations: mostSteps };
  }

  return {
    z,
    score,
    eta,
    d1,
    d2,
    factor,
    find,
    solve,
    logDeterminant: () => logDeterminant(factor),
    restart: () => {
      z.fill(0);
    },
    startAt: (from) => {
      z.set(from);
    },
  };
}

function halfSquares(x: Float64Array): number {
  return dot(x, x) / 2;
}

function dot(x: Float64Array, y: Float64Array): number {
  let s = 0;
  for (let p = 0; p < x.length; p++) s += x[p] * y[p];
  return s;
}

function addIdentity({ pattern, lead, border, rest }: ArrowMatrix): void {
  const { blocks, size } = pattern;
  for (let j = 0; j < blocks; j++) for (let a = 0; a < size; a++) lead[j * size * size + a * (size + 1)] += 1;
  if (rest !== null) addIdentity(rest);
  else for (let p = 0; p < pattern.border; p++) border[p * (pattern.border + 1)] += 1;
}
