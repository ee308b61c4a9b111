import { threads } from '#threads';
import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { defaultLevel, summariseDraws } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import type { Crew } from './crew.ts';
import type { Elsewhere } from './elsewhere.ts';
import { ownThread } from './inProcess.ts';
import { startCrew } from './inThreads.ts';
import type { Progress } from './runChain.ts';
import { priorOnly, sampleBy } from './sample.ts';
import { checkSampleOptions, type SampleOptions, sampleOptionKinds } from './settings.ts';

/** Of `fitMany`: those of `sample`, of every fit alike. */
export interface FitManyOptions
  extends Omit<SampleOptions, 'seed' | 'onProgress' | 'follow' | 'stop' | 'checkpoint' | 'resume'> {
  /** Fit number i is that of `sample` with the seed `${seed}/fit/${i}`; '1' if left out. */
  readonly seed?: string | number;
  /** Number of the first model's fit; 0 if left out. For going on with a list that was begun before. */
  readonly first?: number;
  /** Fits at the same time, each on a thread of its own; 0 takes the caller's thread. One a core if left out. */
  readonly workers?: number;
  readonly onProgress?: (progress: Progress & { readonly fit: number }) => void;
}

const { stop: _, checkpoint: __, resume: ___, follow: ____, ...sharedKinds } = sampleOptionKinds;
const optionKinds: OptionKinds<FitManyOptions> = { ...sharedKinds, first: 'a number' };

/** Fits ahead of the one that the caller waits for, a thread: enough to keep it busy, few enough to hold. */
const ahead = 2;

/**
 * Samples many models one after another, on threads that stay: what a fit leaves compiled serves the next of the same
 * structure, whatever its data, so small ones take a fraction of a first fit's time. Fits come in the models' order; models
 * are taken from the iterable a few at a time, so neither all of them nor all fits are ever held. The draws are those of
 * `sample` with the fit's own seed, bit for bit, on any number of threads. Leaving the loop ends the threads.
 * Throws InputError as `sample` does, naming the fit; rejects with the signal's reason when aborted.
 * @example for await (const fit of fitMany(tables.map((table) => glmm('y ~ x + (1 | g)', table)))) use(fit)
 */
export async function* fitMany(
  models: Iterable<Model> | AsyncIterable<Model>,
  options: FitManyOptions = {},
): AsyncGenerator<Fit<Model>, void, undefined> {
  for await (const attempt of attemptMany(models, options)) {
    if ('error' in attempt) throw attempt.error;
    yield attempt.fit;
  }
}

/** A fit, or why there is none. */
export type Attempted = { readonly fit: Fit<Model> } | { readonly error: unknown };

/** `fitMany` that goes on behind a fit that could not be made. */
export async function* attemptMany(
  models: Iterable<Model> | AsyncIterable<Model>,
  options: FitManyOptions = {},
): AsyncGenerator<Attempted, void, undefined> {
  checkOptions('fitMany', options, optionKinds);
  const { seed = '1', first = 0, onProgress, ...shared } = options;
  wholeNumber('fitMany: first', first, 0);
  checkSampleOptions(shared);
  const source = iterate(models);
  const makers = makersOf(shared);
  const running: Promise<Attempted>[] = [];
  let [taken, left] = [first, false];
  const start = (model: Model): void => {
    const fit = taken++;
    const own = { ...shared, seed: `${seed}/fit/${fit}`, ...hearing(onProgress, fit) };
    const made = makers.make(model, own, () => {
      options.signal?.throwIfAborted();
      if (left) throw new Error('fitMany: nobody waits any more');
    });
    running.push(
      made.then(
        (found) => ({ fit: found }),
        (error: unknown) => ({ error: named(error, fit) }),
      ),
    );
  };
  try {
    for (let open = true; ; ) {
      while (open && running.length < makers.most) {
        const next = await source.next();
        open = next.done !== true;
        if (next.done !== true) start(checked(next.value, taken));
      }
      const next = running.shift();
      if (next === undefined) return;
      const attempt = await next;
      if ('error' in attempt) options.signal?.throwIfAborted();
      yield attempt;
    }
  } finally {
    left = true;
    await makers.dismiss();
    await source.return?.();
  }
}

function iterate(models: Iterable<Model> | AsyncIterable<Model>): AsyncIterator<Model> | Iterator<Model> {
  const has = (key: symbol): boolean => typeof models === 'object' && models !== null && key in models;
  if (has(Symbol.asyncIterator)) return (models as AsyncIterable<Model>)[Symbol.asyncIterator]();
  if (has(Symbol.iterator)) return (models as Iterable<Model>)[Symbol.iterator]();
  throw new InputError(
    `fitMany: expected models from glmm, in an array or a generator, got ${describeArgument(models)}`,
  );
}

function checked(model: unknown, fit: number): Model {
  if (isModel(model)) return model;
  throw new InputError(`fitMany: model ${fit}: expected one from glmm, got ${describeArgument(model)}`);
}

/** Who makes the fits. */
interface Makers {
  /** Fits that are worth having under way. */
  readonly most: number;
  /** `check` is asked before the work begins, and may throw. */
  make(model: Model, options: SampleOptions, check: () => void): Promise<Fit<Model>>;
  dismiss(): Promise<void>;
}

function makersOf({ workers = threads.parallelism(), elsewhere, warmStart }: FitManyOptions): Makers {
  if (elsewhere === undefined) return makersHere(workers);
  if (warmStart !== undefined)
    throw new InputError('fitMany: fits elsewhere begin anew; leave warmStart or elsewhere out');
  return {
    most: elsewhere.atOnce,
    make: (model, options) => madeElsewhere(elsewhere, model, options),
    dismiss: async () => {},
  };
}

/** A thread a fit. */
function makersHere(workers: number): Makers {
  const isOwn = workers === 0 || threads.parallelism() === 0;
  const crews = isOwn ? [ownThread()] : Array.from({ length: workers }, () => startCrew(threads, 1));
  const lend = lender(crews);
  return {
    most: isOwn ? 1 : ahead * crews.length,
    make: (model, options, check) =>
      lend(async (crew) => {
        check();
        return options.prior === 'only' ? priorOnly(model, options) : sampleBy(crew, model, options);
      }),
    dismiss: async () => void (await Promise.all(crews.map((crew) => crew.dismiss()))),
  };
}

/** Summaries are made here, where the draws are wanted. */
async function madeElsewhere(
  elsewhere: Elsewhere,
  model: Model,
  options: SampleOptions,
): Promise<Fit<Model>> {
  const { summaries = false, level = defaultLevel, signal } = options;
  const fit = await elsewhere.fit(model, options, signal);
  return summaries ? { ...fit, summaries: { level, rows: summariseDraws(fit.draws, level) } } : fit;
}

/** Works with whichever crew is free next; who asked first gets it first. */
function lender(crews: readonly Crew[]): <T>(work: (crew: Crew) => Promise<T>) => Promise<T> {
  const free = [...crews];
  const waiting: ((crew: Crew) => void)[] = [];
  return async (work) => {
    const crew = free.pop() ?? (await new Promise<Crew>((resolve) => waiting.push(resolve)));
    try {
      return await work(crew);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(crew);
      else next(crew);
    }
  };
}

function hearing(onProgress: FitManyOptions['onProgress'], fit: number): Pick<SampleOptions, 'onProgress'> {
  return onProgress === undefined ? {} : { onProgress: (progress) => onProgress({ ...progress, fit }) };
}

function named(error: unknown, fit: number): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(`fitMany: model ${fit}: ${error.message}`, { ...error.details, fit });
}
