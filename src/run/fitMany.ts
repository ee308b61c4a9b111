import { threads } from '#threads';
import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import type { Crew } from './crew.ts';
import { ownThread } from './inProcess.ts';
import { startCrew } from './inThreads.ts';
import type { Progress } from './runChain.ts';
import { checkSampleOptions, priorOnly, type SampleOptions, sampleBy, sampleOptionKinds } from './sample.ts';

/** Of `fitMany`: those of `sample`, of every fit alike. */
export interface FitManyOptions extends Omit<SampleOptions, 'seed' | 'onProgress'> {
  /** Fit number i, from 0, is that of `sample` with the seed `${seed}/fit/${i}`; '1' if left out. */
  readonly seed?: string | number;
  /** Fits at the same time, each on a thread of its own; 0 takes the caller's thread. One a core if left out. */
  readonly workers?: number;
  readonly onProgress?: (progress: Progress & { readonly fit: number }) => void;
}

const optionKinds: OptionKinds<FitManyOptions> = sampleOptionKinds;

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
  checkOptions('fitMany', options, optionKinds);
  const { seed = '1', onProgress, workers = threads.parallelism(), ...shared } = options;
  checkSampleOptions({ ...shared, workers });
  const source = iterate(models);
  const isOwn = workers === 0 || threads.parallelism() === 0;
  const crews = isOwn ? [ownThread()] : Array.from({ length: workers }, () => startCrew(threads, 1));
  const most = isOwn ? 1 : ahead * crews.length;
  const lend = lender(crews);
  const running: Promise<Fit<Model>>[] = [];
  let [taken, left] = [0, false];
  const start = (model: Model): void => {
    const fit = taken++;
    const own = { ...shared, seed: `${seed}/fit/${fit}`, ...hearing(onProgress, fit) };
    const made = lend(async (crew) => {
      options.signal?.throwIfAborted();
      if (left) throw new Error('fitMany: nobody waits any more');
      return own.prior === 'only' ? priorOnly(model, own) : sampleBy(crew, model, own);
    }).catch((error: unknown) => {
      throw named(error, fit);
    });
    made.catch(() => {}); // whoever waits for it hears of it; nobody may
    running.push(made);
  };
  try {
    for (let open = true; ; ) {
      while (open && running.length < most) {
        const next = await source.next();
        open = next.done !== true;
        if (next.done !== true) start(checked(next.value, taken));
      }
      const first = running.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    left = true;
    await Promise.all(crews.map((crew) => crew.dismiss()));
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
