import { threads } from '#threads';
import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import { withSharedRows } from '../engine/density/rowMemory.ts';
import { splitFrom } from '../engine/density/segments.ts';
import { InputError } from '../engine/errors.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import type { Program } from '../engine/program/program.ts';
import { dimensionOf, quantitiesOf } from '../engine/program/program.ts';
import type { Quantity } from '../engine/program/quantity.ts';
import { canShare } from '../engine/wasm/platform.ts';
import { type WarmStart, warmStartOf } from './checkpoint/warmStart.ts';
import type { Crew } from './crew.ts';
import { ownThread } from './inProcess.ts';
import { startCrew } from './inThreads.ts';
import { type ChosenPlan, choosePlan } from './plan.ts';
import { planOf } from './planOf.ts';
import type { Target } from './runChain.ts';
import { defaults, readsRowsItself, type SampleOptions } from './settings.ts';

export function checkTarget(target: unknown): void {
  const has = (key: string): boolean => typeof target === 'object' && target !== null && key in target;
  if (isModel(target) || (has('alpha') && has('rows')) || has('logDensityAndGradient')) return;
  throw new InputError(
    `sample: expected a model from glmm, one from expressionModel, or an object with dimension and logDensityAndGradient, got ${describeArgument(target)}`,
  );
}

/** Numbers that a gradient touches, up to which starting threads takes longer than the draws. */
const smallModel = 1000;
/** Draws of all chains up to which that holds. */
const fewDraws = 10_000;

/** Threads where they pay, started before anything else, so that they load their code meanwhile. */
export function assemble(target: Model | Program | LogDensity, options: SampleOptions, draws: number): Crew {
  if (options.elsewhere !== undefined) return options.elsewhere.crewFor(target);
  const most = 'logDensityAndGradient' in target ? 0 : threads.parallelism();
  const wanted = options.workers ?? (isSmall(target) && draws <= fewDraws ? 0 : most);
  if (most === 0 || wanted === 0) return ownThread();
  const chains = Math.min(wanted, options.chains ?? defaults.chains);
  return startCrew(threads, chains, hasManyRows(target) ? wanted - chains : 0);
}

/** Whether threads that no chain needs are of use: they share the passes over the rows. */
function hasManyRows(target: Model | Program | LogDensity): boolean {
  if ('logDensityAndGradient' in target) return false;
  const { rows } = 'program' in target ? target.program : target;
  return canShare && rows.count >= splitFrom;
}

function isSmall(target: Model | Program | LogDensity): boolean {
  if ('logDensityAndGradient' in target) return true;
  const program = 'program' in target ? target.program : target;
  const perRow = program.terms.reduce((n, t) => n + t.coefs.length, program.linear.length);
  return program.rows.count * perRow + dimensionOf(program) <= smallModel;
}

export interface Resolved {
  readonly target: Target;
  readonly model: Model | null;
  readonly quantities: readonly Quantity[];
  readonly chosen: ChosenPlan;
  /** Whether there was a choice, and it was left to us. */
  readonly isOurs: boolean;
  /** What the chains begin with; null where they begin anywhere. */
  readonly warm: WarmStart | null;
}

export function resolveTarget(target: Model | Program | LogDensity, options: SampleOptions): Resolved {
  const { sampler = 'auto', warmStart } = options;
  const warmBy = (quantities: readonly Quantity[]): WarmStart | null =>
    warmStart === undefined ? null : checkedWarmStart(warmStartOf(warmStart, quantities), options);
  if ('logDensityAndGradient' in target) {
    if (sampler !== 'auto' && sampler !== 'nuts')
      throw new InputError('sample: a log density of your own is sampled by nuts; use auto');
    const { dimension } = target;
    if (!Number.isInteger(dimension) || dimension < 1)
      throw new InputError(`sample: the log density needs a whole dimension of at least 1, got ${dimension}`);
    const quantities = Array.from(
      { length: dimension },
      (_, i): Quantity => ({ kind: 'own', parameter: `theta[${i}]`, support: { kind: 'real' } }),
    );
    const chosen: ChosenPlan = { plan: { kind: 'nuts' }, reason: 'a log density without a model' };
    return {
      target: { kind: 'function', density: target, quantities },
      model: null,
      quantities,
      chosen,
      isOurs: false,
      warm: warmBy(quantities),
    };
  }
  const program = 'program' in target ? target.program : target;
  if (dimensionOf(program) === 0) throw new InputError('sample: the model has no parameters');
  const quantities = quantitiesOf(program);
  const warm = warmBy(quantities);
  const chosen =
    warm === null
      ? choosePlan(program, sampler)
      : { plan: planOf(program, warm.sampler), reason: 'as the fit that it starts from' };
  return {
    target: {
      kind: 'program',
      program: readsRowsItself(chosen.plan) ? program : withSharedRows(program),
      plan: chosen.plan,
    },
    model: 'program' in target ? target : null,
    quantities,
    chosen,
    isOurs: sampler === 'auto',
    warm,
  };
}

/** Throws InputError for options that a start from a fit contradicts. */
function checkedWarmStart(warm: WarmStart, { sampler = 'auto', metric }: SampleOptions): WarmStart {
  const { strategy, settings } = warm.sampler;
  if (sampler !== 'auto' && sampler !== strategy)
    throw new InputError(
      `sample: warmStart is a fit by ${strategy}, whose chains say nothing to ${sampler}; leave sampler or warmStart out`,
    );
  if (metric !== undefined && metric !== settings.metric)
    throw new InputError(
      `sample: warmStart is a fit with a ${settings.metric} metric, got "${metric}"; leave metric or warmStart out`,
    );
  return warm;
}
