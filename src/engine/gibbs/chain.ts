import { InputError } from '../errors.ts';
import { type Beginning, type ChainStep, checkPlace, checkSame, type NutsSettings } from '../hmc/chain.ts';
import { type Metric, type MetricKind, unitMetric } from '../hmc/metric.ts';
import {
  type CovarianceEstimate,
  copyCovariance,
  estimatedMetric,
  startCovariance,
  updateCovariance,
} from '../hmc/metricAdaptation.ts';
import type { DrawStats, Ending } from '../hmc/nuts.ts';
import {
  adaptedStepSize,
  currentStepSize,
  findStepSize,
  type StepSizeAdaptation,
  startStepSize,
  updateStepSize,
} from '../hmc/stepSize.ts';
import { gaussianAtMode } from '../laplace/gaussianAtMode.ts';
import { cholesky } from '../linalg/cholesky.ts';
import type { Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { mostRounding } from './oneTerm.ts';
import type { GibbsSums } from './sums.ts';
import { createGibbs, type Gibbs, type GibbsState, type GibbsStep } from './transition.ts';

/** How well the joint draws were solved: iterations a draw, and the largest residual relative to the right side. */
export type GibbsVerdict =
  | { readonly kind: 'solved'; readonly iterations: number; readonly residual: number }
  | { readonly kind: 'poor'; readonly reason: string };

/** Where a chain of blocked Gibbs sampling stands; plain data. */
export interface GibbsPlace {
  readonly kind: 'gibbs';
  readonly state: GibbsState;
  readonly lp: number;
  /** A move each. */
  readonly metrics: readonly Metric[];
  readonly adaptations: readonly StepSizeAdaptation[];
  readonly measured: readonly CovarianceEstimate[];
  /** Stretch of warmup, beyond the last one while sampling; transitions done in it. */
  readonly stretch: number;
  readonly done: number;
  /** Most iterations of a solve in the stretch, and while sampling their sum and the largest residual. */
  readonly slowest: number;
  readonly iterations: number;
  readonly residual: number;
}

/** Starts lie within this of 0 in every parameter, as those of NUTS. */
const startRadius = 2;
const startTries = 100;
/** Residual of a solve, relative to the right side, above which a draw is not to be relied on: far below what draws could show. */
const mostResidual = 1e-9;
/** Share of the rounding at which moves end from which on draws would tell of that end. */
const worthTelling = 0.1;
const lostInRounding = 'sums of squares lose the residual sd, small against the outcome, in rounding';
/** Iterations of a solve that need no help. */
const fewIterations = 12;

/**
 * One chain of blocked Gibbs sampling: starts anywhere, a first stretch of warmup by steps of its own, then metrics from the
 * curvature of what each move walks on, again after the second stretch; then draws. Yields after every transition. The draws
 * are a function of (rng, program, settings).
 * Throws InputError where no start has a finite density.
 */
export function* gibbsChain(
  rng: Rng,
  program: Program,
  sums: GibbsSums,
  settings: NutsSettings,
  beginning?: Beginning<GibbsPlace>,
): Generator<ChainStep<GibbsPlace>, GibbsVerdict> {
  const gibbs = createGibbs(program, sums);
  const { targetAccept, maxDepth, warmup } = settings;
  const first = firstPlace(rng, gibbs, settings, beginning);
  const { measured } = first;
  let { metrics, adaptations, stretch, done, slowest, iterations, residual } = first;
  const restart = (): void => {
    adaptations = metrics.map((metric, move) => {
      const { density, state } = gibbs.target(move);
      return startStepSize(findStepSize(rng, density, state, metric, 1), targetAccept);
    });
  };
  const step = (sizeOf: (a: StepSizeAdaptation) => number): GibbsStep | null =>
    gibbs.transition(
      rng,
      adaptations.map((a, move) => ({ stepSize: sizeOf(a), metric: metrics[move], maxDepth })),
    );
  const place = (): GibbsPlace => ({
    ...{ kind: 'gibbs', state: gibbs.state(), lp: gibbs.logDensity(), metrics, adaptations },
    ...{ measured: measured.map(copyCovariance), stretch, done, slowest, iterations, residual },
  });
  const stretches = planGibbsWarmup(warmup);
  let draw = stretches.slice(0, stretch).reduce((sum, draws) => sum + draws, done);
  for (; stretch < stretches.length; stretch++, done = 0) {
    if (done === 0) {
      if (stretch > 0) {
        if (slowest > fewIterations) gibbs.learn(rng);
        slowest = 0;
        metrics = metrics.map(
          (metric, move) =>
            curvatureMetric(gibbs, move, settings.metric) ??
            (stretch > 1 ? estimatedMetric(measured[move]) : null) ??
            metric,
        );
      }
      restart();
    }
    while (done < stretches[stretch]) {
      const next = step(currentStepSize);
      if (next === null || !isSolved(next)) return notSolved(next);
      done++;
      adaptations = adaptations.map((a, move) => updateStepSize(a, next.moves[move].acceptStat));
      slowest = Math.max(slowest, next.solve.iterations);
      if (stretch === 1) measure(gibbs, measured);
      yield { phase: 'warmup', draw: draw++, ...told(gibbs, next), place };
    }
  }
  while (done < settings.draws) {
    const next = step(adaptedStepSize);
    if (next === null || !isSolved(next)) return notSolved(next);
    if (next.rounding > worthTelling * mostRounding) return { kind: 'poor', reason: lostInRounding };
    done++;
    iterations += next.solve.iterations;
    residual = Math.max(residual, next.solve.residual);
    yield { phase: 'sampling', draw: done - 1, ...told(gibbs, next), place };
  }
  return { kind: 'solved', iterations: iterations / settings.draws, residual };
}

/** The place to begin at; the chain stands there. */
function firstPlace(
  rng: Rng,
  gibbs: Gibbs,
  { metric }: NutsSettings,
  beginning: Beginning<GibbsPlace> | undefined,
): GibbsPlace {
  const none = { stretch: 0, done: 0, slowest: 0, iterations: 0, residual: 0, adaptations: [] };
  const measured = gibbs.moved.map(({ length }) => startCovariance(metric, length));
  if (beginning === undefined) {
    findStart(rng, gibbs);
    const metrics = gibbs.moved.map(({ length }) => unitMetric(metric, length));
    return { kind: 'gibbs', state: gibbs.state(), lp: Number.NaN, metrics, measured, ...none };
  }
  const { place } = beginning;
  checkPlace(place.state.gamma.length, gibbs.dimension);
  if (beginning.kind === 'resumed') {
    if (!gibbs.restore(place.state)) throw new RangeError('gibbs: no factor at a place where a chain stood');
    checkSame(gibbs.logDensity(), place.lp);
    return { ...place, measured: place.measured.map(copyCovariance) };
  }
  if (gibbs.start(rng, place.state.gamma) === null || !canMove(gibbs)) findStart(rng, gibbs);
  return { kind: 'gibbs', state: gibbs.state(), lp: Number.NaN, metrics: place.metrics, measured, ...none };
}

/** Three stretches: 15 %, 45 % and the rest. */
function planGibbsWarmup(draws: number): [number, number, number] {
  const first = Math.floor(0.15 * draws);
  const second = Math.floor(0.45 * draws);
  return [first, second, draws - first - second];
}

function measure(gibbs: Gibbs, estimates: readonly CovarianceEstimate[]): void {
  const gamma = gibbs.parameters();
  for (let move = 0; move < estimates.length; move++)
    updateCovariance(
      estimates[move],
      Float64Array.from(gibbs.moved[move], (g) => gamma[g]),
    );
}

function everyMove<T>({ moves }: Gibbs, of: (move: number) => T): T[] {
  return Array.from({ length: moves }, (_, move) => of(move));
}

/** Uniform in (-2, 2) in every parameter, the rest drawn given those, tried until every move has a finite density there. */
function findStart(rng: Rng, gibbs: Gibbs): void {
  for (let attempt = 0; attempt < startTries; attempt++) {
    const gamma = Float64Array.from({ length: gibbs.dimension }, () => startRadius * (2 * rng.uniform() - 1));
    if (gibbs.start(rng, gamma) === null) continue;
    if (canMove(gibbs)) return;
  }
  throw new InputError(
    `sample: no finite start in ${startTries} tries; check the model for values outside its support, or use auto`,
  );
}

/** Whether every move's density and its derivatives are finite. */
function canMove(gibbs: Gibbs): boolean {
  const states = everyMove(gibbs, (move) => gibbs.target(move).state);
  return states.every(({ lp, gradient }) => Number.isFinite(lp) && gradient.every(Number.isFinite));
}

/** The metric of a move by the curvature at its mode, the other terms' effects as they stand; null where there is none. */
function curvatureMetric(gibbs: Gibbs, move: number, kind: MetricKind): Metric | null {
  const { density, state } = gibbs.target(move);
  const n = density.dimension;
  if (n === 0) return null;
  const found = gaussianAtMode(density, state.theta);
  if (found === null) return null;
  if (kind === 'diagonal')
    return { kind, inverse: Float64Array.from(state.theta, (_, i) => found.covariance[i * (n + 1)]) };
  const factor = cholesky(found.covariance, n);
  return factor === null ? null : { kind, inverse: found.covariance, factor };
}

function isSolved({ solve }: GibbsStep): boolean {
  return solve.residual <= mostResidual;
}

function notSolved(step: GibbsStep | null): GibbsVerdict {
  const reason =
    step === null
      ? 'rounding left the precision of the group effects without a factor'
      : `conjugate gradients left a residual of ${step.solve.residual.toExponential(1)} after ${step.solve.iterations} iterations`;
  return { kind: 'poor', reason };
}

function told(gibbs: Gibbs, { moves }: GibbsStep): Pick<ChainStep, 'state' | 'stats'> {
  const theta = gibbs.theta();
  return { state: { theta, gradient: theta, lp: gibbs.logDensity() }, stats: together(moves) };
}

/** What is said of a transition: the mean acceptance of its moves, the deepest tree, all gradients, the worst ending. */
function together(moves: readonly DrawStats[]): DrawStats {
  const mean = (of: (move: DrawStats) => number): number =>
    moves.reduce((sum, move) => sum + of(move), 0) / moves.length;
  return {
    acceptStat: mean(({ acceptStat }) => acceptStat),
    stepSize: mean(({ stepSize }) => stepSize),
    treeDepth: Math.max(...moves.map(({ treeDepth }) => treeDepth)),
    nLeapfrog: moves.reduce((sum, { nLeapfrog }) => sum + nLeapfrog, 0),
    divergent: moves.some(({ divergent }) => divergent),
    energy: Number.NaN,
    ending: worst(moves.map(({ ending }) => ending)),
  };
}

function worst(endings: readonly Ending[]): Ending {
  return (
    endings.find(({ kind }) => kind === 'diverged') ??
    endings.find(({ kind }) => kind === 'maxDepth') ??
    endings[0]
  );
}
