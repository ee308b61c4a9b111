import { drawBordered } from '../collapsed/complete.ts';
import { gradientMemory, marginalGradient } from '../collapsed/gradient.ts';
import {
  type Covariances,
  evaluateMarginal,
  type LinearCoefficients,
  marginalMemory,
} from '../collapsed/marginal.ts';
import type { GaussianStatistics, LevelClasses } from '../collapsed/statistics.ts';
import type { LogDensity } from '../logDensity.ts';
import { groupEffects } from '../program/groupEffects.ts';
import type { Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { heldLogDensity, secondMoments } from './heldEffects.ts';
import type { Parameters } from './parameters.ts';
import type { Remainders } from './remainders.ts';
import type { GibbsSums } from './sums.ts';

/**
 * The parameters that a term's move changes, given the others and the effects of every other term: the term's own effects and
 * the normal coefficients are integrated out level by level, the other terms' effects b are held. Cost: levels of the one
 * term, or their classes.
 */
export interface OneTerm {
  readonly density: LogDensity;
  /** Holds the effects of the other terms and the parameters as they stand; `left` is in step with the effects. */
  hold(left: Remainders, effects: readonly Float64Array[], gamma: Float64Array): void;
  /** Draws the term's effects and the normal coefficients (unread by who does not want them) given the parameters. */
  draw(rng: Pick<Rng, 'normal'>, gamma: Float64Array, bOut: Float64Array): void;
  /** What rounding of sums of squares may have changed the log density by at these parameters. */
  rounding(gamma: Float64Array): number;
}

export function oneTerm(program: Program, s: GibbsSums, parameters: Parameters, t: number): OneTerm {
  const { linear, linearPriors, terms } = program;
  const { k, levels, zz, zx, classes } = s.terms[t];
  const p = linear.length;
  const { kernel, places } = parameters;
  const values = new Float64Array(kernel.count);
  const adjoints = new Float64Array(kernel.count);
  const moments = terms.map(({ coefs }) => new Float64Array(coefs.length * coefs.length));
  const coefficients: LinearCoefficients = {
    mean: Float64Array.from(linearPriors, (prior, j) =>
      prior === null ? 0 : prior.mean - prior.shift - s.origin[j],
    ),
    precision: Float64Array.from(linearPriors, (prior) => (prior === null ? 0 : prior.precision)),
    held: Uint8Array.from(linearPriors, (prior) => (prior === null ? 1 : 0)),
    value: new Float64Array(p),
  };
  const [zy, uy] = [new Float64Array(levels * k), new Float64Array(p)];
  const sums: Omit<GaussianStatistics, 'yy'> = {
    leading: 0,
    centre: s.centre,
    origin: s.origin,
    ...{ k, levels, zz, zy, uy, uu: s.xx, weight: s.weight },
    borderTerms: [],
    linearStart: 0,
    border: p,
    from: Int32Array.from({ length: levels + 1 }, (_, j) => j * p),
    column: Int32Array.from({ length: levels * p }, (_, e) => e % p),
    zu: zx,
    classes:
      classes === null
        ? null
        : { ...classes, ...{ uy: new Float64Array(classes.count * p), yy: new Float64Array(classes.count) } },
    sets: [],
  };
  let statistics: GaussianStatistics = { ...sums, yy: 0 };
  const [w, z] = [new Float64Array(p), new Float64Array(levels * k)];

  const memory = marginalMemory(statistics, coefficients);
  const slopesMemory = gradientMemory(statistics, [new Float64Array(k * k)], coefficients);

  const moved = parameters.moved[t];
  const whole = new Float64Array(parameters.kept.length);
  const slopes = new Float64Array(parameters.kept.length);

  const covariancesAt = (
    gamma: ArrayLike<number>,
  ): Covariances & { readonly all: readonly Float64Array[] } => {
    kernel.forward(gamma, values);
    const { sigma, factors, held } = places.read(values);
    coefficients.value.set(held);
    return { sigma, factors: [factors[t]], all: factors };
  };

  return {
    density: {
      dimension: moved.length,
      logDensityAndGradient(point, gradOut) {
        for (let m = 0; m < moved.length; m++) whole[moved[m]] = point[m];
        const covariances = covariancesAt(whole);
        if (!(roundingOf(statistics.yy, covariances.sigma) <= mostRounding)) return Number.NEGATIVE_INFINITY;
        const marginal = evaluateMarginal(statistics, covariances, coefficients, memory);
        if (marginal === null) return Number.NaN;
        const gradient = marginalGradient(statistics, covariances, coefficients, marginal, slopesMemory);
        adjoints.fill(0);
        places.write(adjoints, gradient.sigma, t, gradient.factors[0], gradient.held);
        let lp = marginal.logLikelihood;
        for (let other = 0; other < terms.length; other++) {
          if (other === t) continue;
          const of = s.terms[other];
          lp += heldLogDensity(
            covariances.all[other],
            of.k,
            of.levels,
            moments[other],
            places.factor(adjoints, other),
          );
        }
        lp += kernel.backward(whole, adjoints, slopes);
        for (let m = 0; m < moved.length; m++) gradOut[m] = slopes[moved[m]];
        return lp;
      },
    },
    hold(left, effects, gamma) {
      whole.set(gamma);
      for (let other = 0; other < terms.length; other++)
        if (other !== t) secondMoments(effects[other], s.terms[other].k, moments[other]);
      zy.set(left.of[t]);
      uy.set(s.xy);
      s.terms.forEach((of, other) => {
        if (other !== t) subtractEffects(of, effects[other], uy);
      });
      if (sums.classes !== null && classes !== null) sumByClass(classes.of, sums.classes, zy, zx, p);
      statistics = { ...sums, yy: left.squares(effects, t) };
    },
    draw(rng, gamma, bOut) {
      const covariances = covariancesAt(gamma);
      const marginal = evaluateMarginal(statistics, covariances, coefficients, memory);
      if (marginal === null) throw new RangeError('gibbs: no Cholesky factor at a point that was accepted');
      drawBordered(rng, statistics, covariances, marginal, coefficients, w, z);
      groupEffects(covariances.factors[0], k, z, bOut);
    },
    rounding: (gamma) => roundingOf(statistics.yy, covariancesAt(gamma).sigma),
  };
}

/**
 * Rounding of a sum of squares over sigma^2 that a log density can bear. Beyond, sigma is so small against the outcome (1e-7 of its
 * sd and less) that the density cannot be told, and has long vanished in all but odd cases: draws near it are not relied on.
 */
export const mostRounding = 0.01;

function roundingOf(yy: number, sigma: number): number {
  return (Number.EPSILON * yy) / (sigma * sigma);
}

/** X'Wy -= X'WZ b. */
function subtractEffects(
  { k, levels, zx }: { readonly k: number; readonly levels: number; readonly zx: Float64Array },
  b: Float64Array,
  uy: Float64Array,
): void {
  const p = uy.length;
  for (let j = 0; j < levels; j++)
    for (let a = 0; a < p; a++) for (let c = 0; c < k; c++) uy[a] -= zx[(j * p + a) * k + c] * b[j * k + c];
}

function sumByClass(
  of: Int32Array,
  { uy, yy }: LevelClasses,
  zy: Float64Array,
  zx: Float64Array,
  p: number,
): void {
  uy.fill(0);
  yy.fill(0);
  for (let j = 0; j < of.length; j++) {
    yy[of[j]] += zy[j] * zy[j];
    for (let a = 0; a < p; a++) uy[of[j] * p + a] += zx[j * p + a] * zy[j];
  }
}
