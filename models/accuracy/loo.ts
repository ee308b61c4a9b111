import { paretoKThreshold } from '../../diagnostics/psis.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkOptions } from '../../src/engine/options.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { groupsOf } from '../design/terms.ts';
import type { Model } from '../glmm.ts';
import { refusePriorOnly } from '../posterior/priorOnly.ts';
import { type Posterior, posteriorOf } from '../predict/index.ts';
import { type DataKey, dataKey } from './dataKey.ts';
import { type LooWarning, warningsOf } from './looWarnings.ts';
import type { PointDraws, Unit } from './pointDraws.ts';
import { pointDraws } from './pointwise.ts';
import { pointWeights } from './weighPoint.ts';

/** Of `loo`. */
export interface LooOptions {
  /** A grouping factor of the model whose levels are left out, one at a time, their effects integrated out; rows are if left out. */
  readonly groups?: string;
}

/** A sum over points, with the standard error of sampling points. */
export interface SumOfPoints {
  readonly estimate: number;
  readonly se: number;
}

/** One entry a point, in the order of `labels`. */
export interface PointwiseLoo {
  readonly elpd: Float64Array;
  /** Monte Carlo standard error of elpd. */
  readonly mcse: Float64Array;
  /** Effective parameters: log of the mean likelihood less elpd. */
  readonly p: Float64Array;
  readonly paretoK: Float64Array;
  /** Effective draws. */
  readonly ess: Float64Array;
  readonly elpdWaic: Float64Array;
  readonly pWaic: Float64Array;
}

/** How many points have k-hat where. */
export interface TailCounts {
  /** At most the threshold. */
  readonly good: number;
  /** Above it, at most 1. */
  readonly bad: number;
  readonly veryBad: number;
  /** Not to be had: fewer than 21 draws, or log likelihoods that are no numbers. */
  readonly unknown: number;
}

/** Predictive accuracy of a fit by leaving points out, by importance sampling of its draws. */
export interface Loo {
  readonly unit: 'row' | 'group';
  /** What predictions are of, in words: `a new row of a known DID`. */
  readonly question: string;
  /** What a point's log likelihood is, in words. */
  readonly statement: string;
  readonly points: number;
  /** Rows of the user's data, 1-based, or levels. */
  readonly labels: readonly string[];
  /** Rows in each point. */
  readonly sizes: Int32Array;
  readonly rows: number;
  readonly chains: number;
  readonly draws: number;
  readonly pointwise: PointwiseLoo;
  /** Expected log predictive density of the points, each left out; higher is better. */
  readonly elpd: SumOfPoints;
  readonly p: SumOfPoints;
  /** -2 elpd. */
  readonly looic: SumOfPoints;
  /** Monte Carlo standard error of elpd; NaN where some k-hat is above the threshold. */
  readonly mcse: number;
  readonly waic: {
    readonly elpd: SumOfPoints;
    readonly p: SumOfPoints;
    readonly waic: SumOfPoints;
    /** Points whose p is above 0.4: with any, WAIC is not to be relied on. */
    readonly above: number;
  };
  /** Largest k-hat that can be relied on. */
  readonly threshold: number;
  readonly tails: TailCounts;
  /** Points whose elpd cannot be relied on: those that are not good. */
  readonly badPoints: number;
  /** Points whose elpd is by a refit without them; their k-hat is -Infinity, as of what is exact. */
  readonly refitted: readonly number[];
  /** Population parameters, and group effects that are not integrated out. */
  readonly parameters: number;
  /** Largest difference of the last two rules of quadrature in a log likelihood. */
  readonly quadratureError: number;
  /** False where a warning says that the numbers cannot be relied on. */
  readonly trusted: boolean;
  readonly warnings: readonly LooWarning[];
  /** What two fits must agree in to be compared. */
  readonly data: DataKey;
}

/** Log likelihoods held at a time, 8 MB. */
const blockSize = 1_000_000;

/**
 * Leave-one-out accuracy of a fit by Pareto-smoothed importance sampling: of rows ("a new row of a known DID"), or of groups with
 * their effects integrated out ("a new DID"). Draws are worked on block by block, so memory does not grow with rows.
 * Takes a fit of `sample`, or one that was loaded; throws InputError for a Laplace fit, whose draws are not of the posterior, for
 * fits of several imputed data sets, and for units that the model has not.
 * Odd values: a point with a log likelihood that is NaN or infinite at some draw has elpd NaN, and so has the sum; with fewer than 21
 * draws no k-hat can be had (+Infinity). Both are warned of, and `trusted` is false.
 * Source: Vehtari, Gelman & Gabry 2017; Vehtari et al. 2024 (JMLR 25:72); agrees with R loo 2.5.1 to 1e-8.
 * @example loo(fit, { groups: 'DID' }).elpd
 */
export function loo(fit: unknown, options: LooOptions = {}): Loo {
  checkOptions('loo', options, { groups: 'text' });
  const posterior = posteriorOf('loo', fit);
  refusePriorOnly('loo', fit);
  refuseApproximate(posterior);
  const { groups } = options;
  const found = pointDraws(
    posterior,
    groups === undefined ? { unit: 'row' } : { unit: 'group', group: groups },
  );
  const pointwise = weighAll(found);
  return summed(posterior, found, pointwise);
}

/** Throws InputError for draws of an approximation: the weights of leaving a point out are for those of the posterior. */
export function refuseApproximate({ draws }: Posterior): void {
  if (draws.approximation !== undefined)
    throw new InputError(
      `loo: leaving points out reweighs draws of the posterior, and these are by ${draws.approximation}; sample the model (poolwise fit)`,
    );
}

function weighAll(found: PointDraws): PointwiseLoo {
  const { points, chains, draws } = found;
  const make = (): Float64Array => new Float64Array(points);
  const out = {
    elpd: make(),
    mcse: make(),
    p: make(),
    paretoK: make(),
    ess: make(),
    elpdWaic: make(),
    pWaic: make(),
  };
  const count = chains * draws;
  const size = Math.min(points, Math.max(1, Math.floor(blockSize / count)));
  const block = new Float64Array(size * count);
  const { weigh, numbers } = pointWeights(chains, draws);
  for (let from = 0; from < points; from += size) {
    const to = Math.min(points, from + size);
    found.fill(from, to, block);
    for (let point = from; point < to; point++) {
      weigh(block.subarray((point - from) * count, (point - from + 1) * count));
      out.elpd[point] = numbers.elpd;
      out.mcse[point] = numbers.mcse;
      out.p[point] = numbers.lpd - numbers.elpd;
      out.paretoK[point] = numbers.paretoK;
      out.ess[point] = numbers.ess;
      out.elpdWaic[point] = numbers.lpd - numbers.pWaic;
      out.pWaic[point] = numbers.pWaic;
    }
  }
  return out;
}

/** Most that the variance of a log likelihood over draws may be for WAIC; Vehtari, Gelman & Gabry 2017, section 2.2. */
const mostWaic = 0.4;

function summed({ model }: Posterior, found: PointDraws, pointwise: PointwiseLoo): Loo {
  const { unit, points, labels, sizes, chains, draws, question, statement } = found;
  const known = {
    unit: unit === 'row' ? ('row' as const) : ('group' as const),
    ...{ question, statement, points, labels, sizes, chains, draws },
    rows: model.design.rows,
    threshold: paretoKThreshold(chains * draws),
    parameters: parametersLeft(model, unit),
    quadratureError: found.quadratureError(),
    data: dataKey(model, unit),
  };
  return judged(known, pointwise, []);
}

/** What does not follow from the numbers of the points. */
type KnownOfLoo = Pick<
  Loo,
  | 'unit'
  | 'question'
  | 'statement'
  | 'points'
  | 'labels'
  | 'sizes'
  | 'chains'
  | 'draws'
  | 'rows'
  | 'threshold'
  | 'parameters'
  | 'quadratureError'
  | 'data'
>;

function judged(known: KnownOfLoo, pointwise: PointwiseLoo, refitted: readonly number[]): Loo {
  const tails = countTails(pointwise, known.threshold);
  const elpd = sumOf(pointwise.elpd);
  const waic = sumOf(pointwise.elpdWaic);
  const isGood = tails.good === known.points;
  const numbers = {
    ...known,
    ...{ pointwise, elpd, tails, refitted },
    badPoints: known.points - tails.good,
    p: sumOf(pointwise.p),
    looic: minusTwice(elpd),
    mcse: isGood ? Math.sqrt(pointwise.mcse.reduce((sum, x) => sum + x * x, 0)) : Number.NaN,
    waic: {
      elpd: waic,
      p: sumOf(pointwise.pWaic),
      waic: minusTwice(waic),
      above: pointwise.pWaic.filter((p) => !(p <= mostWaic)).length,
    },
  };
  const warnings = warningsOf(numbers);
  return { ...numbers, warnings, trusted: !warnings.some(({ grave }) => grave) };
}

/** A point's log predictive density by draws that have not seen it. */
export interface RefittedPoint {
  readonly point: number;
  readonly elpd: number;
  readonly mcse: number;
}

/**
 * The same with the numbers of some points from refits in the place of weights: nothing of their k-hat is left. `doubts` are words about
 * refits that should not be trusted.
 */
export function withRefitted(of: Loo, refits: readonly RefittedPoint[], doubts: readonly string[]): Loo {
  const pointwise = Object.fromEntries(
    Object.entries(of.pointwise).map(([name, values]) => [name, values.slice()]),
  ) as unknown as PointwiseLoo;
  for (const { point, elpd, mcse } of refits) {
    pointwise.p[point] += pointwise.elpd[point] - elpd;
    pointwise.elpd[point] = elpd;
    pointwise.mcse[point] = mcse;
    pointwise.paretoK[point] = Number.NEGATIVE_INFINITY;
  }
  const found = judged(of, pointwise, [...of.refitted, ...refits.map(({ point }) => point)]);
  const warnings = doubts.map((text): LooWarning => ({ kind: 'refit', grave: true, text }));
  return {
    ...found,
    warnings: [...warnings, ...found.warnings],
    trusted: found.trusted && doubts.length === 0,
  };
}

/** Those of the program but for effects that are integrated out. */
function parametersLeft({ program, design }: Model, unit: Unit): number {
  if (unit === 'row') return dimensionOf(program);
  const integrated = groupsOf(design).filter((_, t) => unit.integrated.includes(t));
  return integrated.reduce((n, { levels, coefs }) => n - levels.length * coefs.length, dimensionOf(program));
}

/** Sum over points, its se that of a sum of independent ones; NaN with one point. */
export function sumOf(values: Float64Array): SumOfPoints {
  const n = values.length;
  const estimate = values.reduce((sum, x) => sum + x, 0);
  const mean = estimate / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { estimate, se: Math.sqrt((n * squares) / (n - 1)) };
}

const minusTwice = ({ estimate, se }: SumOfPoints): SumOfPoints => ({ estimate: -2 * estimate, se: 2 * se });

function countTails({ paretoK, elpd }: PointwiseLoo, threshold: number): TailCounts {
  const counts = { good: 0, bad: 0, veryBad: 0, unknown: 0 };
  paretoK.forEach((k, point) => {
    if (Number.isNaN(elpd[point]) || k === Number.POSITIVE_INFINITY) counts.unknown++;
    else if (k <= threshold) counts.good++;
    else if (k <= 1) counts.bad++;
    else counts.veryBad++;
  });
  return counts;
}
