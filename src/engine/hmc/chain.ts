import { InputError } from '../errors.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { type Metric, type MetricKind, unitMetric } from './metric.ts';
import {
  type CovarianceEstimate,
  copyCovariance,
  estimatedMetric,
  startCovariance,
  updateCovariance,
} from './metricAdaptation.ts';
import { type ChainState, createNuts, type DrawStats } from './nuts.ts';
import {
  adaptedStepSize,
  currentStepSize,
  findStepSize,
  type StepSizeAdaptation,
  startStepSize,
  updateStepSize,
} from './stepSize.ts';
import { planWarmup, planWarmWarmup, type Stage } from './warmup.ts';

export interface NutsSettings {
  readonly warmup: number;
  readonly draws: number;
  readonly metric: MetricKind;
  /** Target of the mean acceptance statistic, in (0, 1). */
  readonly targetAccept: number;
  readonly maxDepth: number;
}

/** One finished transition, warmup or sampling. */
export interface ChainStep<Place = unknown> {
  readonly phase: 'warmup' | 'sampling';
  /** 0-based within its phase. */
  readonly draw: number;
  readonly state: ChainState;
  readonly stats: DrawStats;
  /** A copy of where the chain stands: with its generator's state all that what follows depends on. Null where there is no such place. */
  place(): Place | null;
}

/** Where a chain begins, if not anywhere: `resumed` goes on as if it had never stopped, `warm` begins by what another chain found. */
export interface Beginning<Place> {
  readonly kind: 'resumed' | 'warm';
  readonly place: Place;
}

/** Where a chain of NUTS stands; plain data. */
export interface NutsPlace {
  readonly kind: 'nuts';
  readonly state: ChainState;
  readonly metric: Metric;
  readonly adaptation: StepSizeAdaptation;
  /** Whether it began by what another chain found, and adapts its step size alone. */
  readonly warm: boolean;
  /** Stage of warmup, beyond the last one while sampling; transitions done in it. */
  readonly stage: number;
  readonly done: number;
  /** Of the stage so far. */
  readonly measured: CovarianceEstimate;
}

/** Half-width of the cube in which starts are drawn, in unconstrained units; Stan's value, wider than most posteriors. */
const startRadius = 2;
const startTries = 100;

/**
 * An over-dispersed start: uniform in (-2, 2) on every unconstrained coordinate, tried until lp and gradient are finite.
 * Throws InputError after 100 tries.
 */
export function findStart(rng: Rng, target: LogDensity): ChainState {
  const gradient = new Float64Array(target.dimension);
  let lp = Number.NaN;
  for (let attempt = 0; attempt < startTries; attempt++) {
    const theta = Float64Array.from(gradient, () => startRadius * (2 * rng.uniform() - 1));
    lp = target.logDensityAndGradient(theta, gradient);
    if (hasFiniteState({ theta, gradient, lp })) return { theta, gradient, lp };
  }
  throw new InputError(
    `sample: no finite start in ${startTries} tries; last lp was ${lp}; check the model for values outside its support`,
    { lp },
  );
}

/**
 * One chain of the no-U-turn sampler: adapts through the warmup stages, then draws. Yields after every transition, so
 * that the caller may store, report, or stop. The draws are a function of (rng, target, settings, beginning).
 * Throws InputError where a place is of another target.
 */
export function* nutsChain(
  rng: Rng,
  target: LogDensity,
  settings: NutsSettings,
  beginning?: Beginning<NutsPlace>,
): Generator<ChainStep<NutsPlace>, void> {
  const transition = createNuts(target);
  const { targetAccept, maxDepth } = settings;
  const first = firstPlace(rng, target, settings, beginning);
  const { warm } = first;
  let { state, metric, adaptation, stage, done, measured } = first;
  const restartStepSize = (): void => {
    const from = currentStepSize(adaptation);
    adaptation = startStepSize(findStepSize(rng, target, state, metric, from), targetAccept);
  };
  const step = (stepSize: number): DrawStats => {
    const next = transition(rng, state, { stepSize, metric, maxDepth });
    state = next.state;
    done++;
    return next.stats;
  };
  const place = (): NutsPlace => ({
    ...{ kind: 'nuts', state, metric, adaptation, warm, stage, done },
    measured: copyCovariance(measured),
  });
  const stages = warm ? planWarmWarmup(settings.warmup) : planWarmup(settings.warmup);
  let draw = stages.slice(0, stage).reduce((sum, s) => sum + drawsIn(s), done);
  for (; stage < stages.length; stage++) {
    const now = stages[stage];
    if (now.kind === 'findStepSize') {
      restartStepSize();
      continue;
    }
    while (done < now.draws) {
      const stats = step(currentStepSize(adaptation));
      adaptation = updateStepSize(adaptation, stats.acceptStat);
      if (now.kind === 'tuneStepSizeAndMetric') updateCovariance(measured, state.theta);
      yield { phase: 'warmup', draw: draw++, state, stats, place };
    }
    if (adaptsMetric(now)) {
      metric = estimatedMetric(measured) ?? metric;
      restartStepSize();
    }
    measured = startCovariance(settings.metric, target.dimension);
    done = 0;
  }
  const stepSize = adaptedStepSize(adaptation);
  while (done < settings.draws) {
    const stats = step(stepSize);
    yield { phase: 'sampling', draw: done - 1, state, stats, place };
  }
}

function firstPlace(
  rng: Rng,
  target: LogDensity,
  { metric: kind, targetAccept }: NutsSettings,
  beginning: Beginning<NutsPlace> | undefined,
): NutsPlace {
  const measured = startCovariance(kind, target.dimension);
  const fresh = { kind: 'nuts', stage: 0, done: 0, measured } as const;
  if (beginning === undefined)
    return {
      ...fresh,
      state: findStart(rng, target),
      metric: unitMetric(kind, target.dimension),
      adaptation: startStepSize(1, targetAccept),
      warm: false,
    };
  const { place } = beginning;
  checkPlace(place.state.theta.length, target.dimension);
  if (beginning.kind === 'resumed') {
    checkSame(stateAt(target, place.state.theta).lp, place.state.lp);
    return { ...place, measured: copyCovariance(place.measured) };
  }
  const state = stateAt(target, place.state.theta);
  return {
    ...fresh,
    state: hasFiniteState(state) ? state : findStart(rng, target),
    metric: place.metric,
    adaptation: startStepSize(adaptedStepSize(place.adaptation), targetAccept),
    warm: true,
  };
}

/** Throws InputError where a chain's place has another number of coordinates than what it is to go on in. */
export function checkPlace(length: number, dimension: number): void {
  if (length === dimension) return;
  throw new InputError(
    `sample: a chain stood at a point of ${length} coordinates, and this model is walked in ${dimension}; its fit is of another model or way to sample`,
  );
}

/** Throws InputError where the log density at a chain's place is no longer what it was there. */
export function checkSame(lp: number, stored: number): void {
  if (Object.is(lp, stored)) return;
  throw new InputError(
    `sample: a chain stood where the log density was ${stored}, and here it is ${lp}: its fit is of another model, data or version of poolwise; sample it again`,
    { lp, stored },
  );
}

function stateAt(target: LogDensity, theta: Float64Array): ChainState {
  const gradient = new Float64Array(target.dimension);
  const lp = target.logDensityAndGradient(theta, gradient);
  return { theta: theta.slice(), gradient, lp };
}

/** Whether log density and gradient are finite. */
export function hasFiniteState({ lp, gradient }: ChainState): boolean {
  return Number.isFinite(lp) && gradient.every((g) => Number.isFinite(g));
}

function drawsIn(stage: Stage): number {
  return stage.kind === 'findStepSize' ? 0 : stage.draws;
}

function adaptsMetric(stage: Stage): boolean {
  return stage.kind === 'tuneStepSizeAndMetric' && stage.draws > 1;
}
