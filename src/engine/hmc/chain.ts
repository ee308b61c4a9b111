import { InputError } from '../errors.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { type Metric, type MetricKind, unitMetric } from './metric.ts';
import { estimatedMetric, startCovariance, updateCovariance } from './metricAdaptation.ts';
import { type ChainState, createNuts, type DrawStats } from './nuts.ts';
import { adaptedStepSize, currentStepSize, findStepSize, startStepSize, updateStepSize } from './stepSize.ts';
import { planWarmup, type Stage } from './warmup.ts';

export interface NutsSettings {
  readonly warmup: number;
  readonly draws: number;
  readonly metric: MetricKind;
  /** Target of the mean acceptance statistic, in (0, 1). */
  readonly targetAccept: number;
  readonly maxDepth: number;
}

/** One finished transition, warmup or sampling. */
export interface ChainStep {
  readonly phase: 'warmup' | 'sampling';
  /** 0-based within its phase. */
  readonly draw: number;
  readonly state: ChainState;
  readonly stats: DrawStats;
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
    if (Number.isFinite(lp) && gradient.every((g) => Number.isFinite(g))) return { theta, gradient, lp };
  }
  throw new InputError(
    `sample: no finite start in ${startTries} tries; last lp was ${lp}; check the model for values outside its support`,
    { lp },
  );
}

/**
 * One chain of the no-U-turn sampler: adapts through the warmup stages, then draws. Yields after every transition, so
 * that the caller may store, report, or stop. The draws are a function of (rng, target, settings).
 */
export function* nutsChain(rng: Rng, target: LogDensity, settings: NutsSettings): Generator<ChainStep, void> {
  const transition = createNuts(target);
  const { metric: kind, targetAccept, maxDepth } = settings;
  let state = findStart(rng, target);
  let metric: Metric = unitMetric(kind, target.dimension);
  let adaptation = startStepSize(1, targetAccept);
  let draw = 0;
  const restartStepSize = (from: number): void => {
    adaptation = startStepSize(findStepSize(rng, target, state, metric, from), targetAccept);
  };
  const step = (stepSize: number): DrawStats => {
    const next = transition(rng, state, { stepSize, metric, maxDepth });
    state = next.state;
    return next.stats;
  };
  for (const stage of planWarmup(settings.warmup)) {
    if (stage.kind === 'findStepSize') {
      restartStepSize(1);
      continue;
    }
    const covariance = startCovariance(kind, target.dimension);
    for (let i = 0; i < stage.draws; i++) {
      const stats = step(currentStepSize(adaptation));
      adaptation = updateStepSize(adaptation, stats.acceptStat);
      if (stage.kind === 'tuneStepSizeAndMetric') updateCovariance(covariance, state.theta);
      yield { phase: 'warmup', draw: draw++, state, stats };
    }
    if (adaptsMetric(stage)) {
      metric = estimatedMetric(covariance) ?? metric;
      restartStepSize(currentStepSize(adaptation));
    }
  }
  const stepSize = adaptedStepSize(adaptation);
  for (let i = 0; i < settings.draws; i++) {
    const stats = step(stepSize);
    yield { phase: 'sampling', draw: i, state, stats };
  }
}

function adaptsMetric(stage: Stage): boolean {
  return stage.kind === 'tuneStepSizeAndMetric' && stage.draws > 1;
}
