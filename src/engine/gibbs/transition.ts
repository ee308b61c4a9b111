import { log } from '../elementary.ts';
import { type ChainState, createNuts, type DrawStats, type Tuning } from '../hmc/nuts.ts';
import type { ConjugateResult } from '../linalg/conjugateGradient.ts';
import type { RitzPairs } from '../linalg/ritz.ts';
import type { LogDensity } from '../logDensity.ts';
import { dimensionOf, type Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { standardised } from './heldEffects.ts';
import { jointDraw } from './jointDraw.ts';
import { type OneTerm, oneTerm } from './oneTerm.ts';
import { parametersOf } from './parameters.ts';
import { remainders } from './remainders.ts';
import type { GibbsSums } from './sums.ts';

/** The parameters, all effects and coefficients, and what makes joint draws quick; plain data. */
export interface GibbsState {
  readonly gamma: Float64Array;
  readonly b: readonly Float64Array[];
  readonly coefficients: Float64Array;
  readonly learnt: RitzPairs;
}

/** A chain's place, and the moves it is made of. Owns its place and scratch memory. */
export interface Gibbs {
  /** Number of moves of the parameters in a transition: one a term. */
  readonly moves: number;
  /** Number of parameters that are not drawn exactly, and the places of those that each move changes. */
  readonly dimension: number;
  readonly moved: readonly (readonly number[])[];
  /** Starts from values of the parameters: the rest is drawn. Null where it cannot be. */
  start(rng: Rng, gamma: Float64Array): ConjugateResult | null;
  /** The density that move `move` leaves invariant, the other terms' effects as they stand, and the place in it. */
  target(move: number): { readonly density: LogDensity; readonly state: ChainState };
  /** All moves, then a joint draw of the rest; null where that cannot be. */
  transition(rng: Rng, tunings: readonly Tuning[]): GibbsStep | null;
  /** Makes later joint draws quicker, see `JointDraw.learn`. */
  learn(rng: Rng): void;
  /** The parameters, as they stand. */
  parameters(): Float64Array;
  /** The program's theta. */
  theta(): Float64Array;
  /** Log density of theta, up to a constant. */
  logDensity(): number;
  /** A copy. */
  state(): GibbsState;
  /** Stands there. False where that cannot be. */
  restore(state: GibbsState): boolean;
}

export interface GibbsStep {
  /** Of each move. */
  readonly moves: readonly DrawStats[];
  readonly solve: ConjugateResult;
  /** The most that rounding of sums of squares may have changed a move's log density by, where it ended. */
  readonly rounding: number;
}

/**
 * Gibbs sampling by blocks. For each term in turn: the parameters are moved by NUTS given the effects of all other terms, its
 * own effects and the normal coefficients integrated out; then its own effects are drawn. Last, all effects and coefficients
 * are drawn jointly given the parameters. Every move leaves the posterior invariant, since what was integrated out is drawn
 * before it is next conditioned on.
 * Source: van Dyk & Park 2008 on what may be left undrawn; Papaspiliopoulos, Roberts & Zanella 2020 on crossed effects.
 */
export function createGibbs(program: Program, s: GibbsSums): Gibbs {
  const { alpha, linearPriors, terms } = program;
  const parameters = parametersOf(program, s.origin);
  const { kept, kernel, places } = parameters;
  const steps: OneTerm[] = terms.map((_, t) => oneTerm(program, s, parameters, t));
  const nuts = steps.map(({ density }) => createNuts(density));
  const joint = jointDraw(program, s);
  const left = remainders(s);
  const vectors = (): Float64Array[] => s.terms.map(({ k, levels }) => new Float64Array(k * levels));
  const [b, before] = [vectors(), vectors()];
  const coefficients = new Float64Array(program.linear.length);
  const values = new Float64Array(kernel.count);
  const [adjoints, gradient] = [new Float64Array(kernel.count), new Float64Array(kept.length)];
  let gamma: Float64Array = new Float64Array(kept.length);

  const drawRest = (rng: Rng): ConjugateResult | null => {
    kernel.forward(gamma, values);
    const result = joint.draw(rng, places.read(values), { b, coefficients });
    left.restart(b);
    return result;
  };

  const target: Gibbs['target'] = (move) => {
    const { density, hold } = steps[move];
    hold(left, b, gamma);
    const theta = Float64Array.from(parameters.moved[move], (g) => gamma[g]);
    const at = new Float64Array(theta.length);
    const lp = density.logDensityAndGradient(theta, at);
    return { density, state: { theta, gradient: at, lp } };
  };

  return {
    moves: terms.length,
    dimension: kept.length,
    moved: parameters.moved,
    start(rng, at) {
      gamma = at.slice();
      return drawRest(rng);
    },
    target,
    transition(rng, tunings) {
      let worst = 0;
      const moves = steps.map(({ draw, rounding }, t) => {
        const next = nuts[t](rng, target(t).state, tunings[t]);
        parameters.moved[t].forEach((g, m) => {
          gamma[g] = next.state.theta[m];
        });
        worst = Math.max(worst, rounding(gamma));
        if (t < steps.length - 1) {
          before[t].set(b[t]);
          draw(rng, gamma, b[t]);
          left.change(t, before[t], b[t]);
        }
        return next.stats;
      });
      const solve = drawRest(rng);
      return solve === null ? null : { moves, solve, rounding: worst };
    },
    learn: joint.learn,
    state: () => ({
      gamma: gamma.slice(),
      b: b.map((of) => of.slice()),
      coefficients: coefficients.slice(),
      learnt: joint.learnt(),
    }),
    restore(to) {
      gamma = to.gamma.slice();
      for (let t = 0; t < b.length; t++) b[t].set(to.b[t]);
      coefficients.set(to.coefficients);
      left.restart(b);
      kernel.forward(gamma, values);
      return joint.restore(places.read(values), to.learnt);
    },
    parameters: () => gamma,
    theta() {
      const theta = new Float64Array(dimensionOf(program));
      kept.forEach((i, g) => {
        theta[i] = gamma[g];
      });
      linearPriors.forEach((prior, j) => {
        if (prior !== null) theta[prior.at] = (coefficients[j] + s.origin[j]) / prior.slope;
      });
      const { factors } = places.read(values);
      let at = alpha.length;
      s.terms.forEach(({ k }, t) => {
        standardised(factors[t], k, b[t], theta.subarray(at, at + b[t].length));
        at += b[t].length;
      });
      return theta;
    },
    logDensity() {
      const { sigma, factors } = places.read(values);
      let lp = kernel.backward(gamma, adjoints, gradient) - s.weight * log(sigma);
      lp -= residualSquares(s, b, coefficients, left.squares(b)) / (2 * sigma * sigma);
      linearPriors.forEach((prior, j) => {
        if (prior === null) return;
        const from = coefficients[j] - (prior.mean - prior.shift - s.origin[j]);
        lp -= (prior.precision * from * from) / 2;
      });
      s.terms.forEach(({ k }, t) => {
        const z = new Float64Array(b[t].length);
        standardised(factors[t], k, b[t], z);
        for (const value of z) lp -= (value * value) / 2;
      });
      return lp;
    },
  };
}

/** (r - X w)'W(r - X w) for r the outcome less group effects, of which r'Wr is known. */
function residualSquares(
  { terms, xx, xy }: GibbsSums,
  b: readonly Float64Array[],
  w: Float64Array,
  rr: number,
): number {
  const p = w.length;
  let sum = rr;
  for (let a = 0; a < p; a++) {
    let xr = xy[a];
    terms.forEach(({ k, levels, zx }, t) => {
      for (let j = 0; j < levels; j++)
        for (let c = 0; c < k; c++) xr -= zx[(j * p + a) * k + c] * b[t][j * k + c];
    });
    sum -= 2 * w[a] * xr;
    for (let d = 0; d < p; d++) sum += w[a] * xx[a * p + d] * w[d];
  }
  return sum;
}
