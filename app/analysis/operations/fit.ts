import {
  extend,
  type Fit,
  type FollowedDraws,
  type FollowOptions,
  InputError,
  type Model,
  NothingDrawn,
  type Progress,
  quantitiesOf,
  quantityName,
  type SampleOptions,
  sample,
  setupForecast,
} from 'poolwise';
import type { FitReport, Sampling } from '../../state/session.ts';
import type { Context } from '../context.ts';
import { type Declared, declared } from '../declared.ts';
import { followedOf } from '../fit/followed.ts';
import { reportOf } from '../fit/report.ts';
import { held } from '../held.ts';
import { heldFit } from '../heldFit.ts';
import { pause } from '../pause.ts';

/** What is told of a fit under way. */
export type FitNews =
  /** Names of the quantities whose draws are told. */
  | { readonly kind: 'begun'; readonly quantities: readonly string[] }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'draws'; readonly draws: FollowedDraws }
  /** The chains are done. */
  | { readonly kind: 'judging' };

export interface FitRequest extends Declared {
  /** Of the session; the worker keeps the fit by it. */
  readonly id: string;
  readonly sampling: Sampling;
  /** The fit whose chains these begin with; anywhere if left out. */
  readonly warmFrom?: string | undefined;
  /** As many as the library thinks fit if left out. */
  readonly workers?: number | undefined;
}

/** What a fit will take, before it is begun. */
export interface FitForecast {
  readonly setUpSeconds: number;
  /** Of the draws. */
  readonly bytes: number;
  readonly quantities: number;
  readonly parameters: number;
  /** Fits of the same parameters, whose chains these could begin with. */
  readonly warmFrom: readonly string[];
}

/** Fits that can be stopped, by id. */
const stopping = new Map<string, AbortController>();

/** Declares the model and says what a fit of it takes. Throws InputError for anything that the user can mend. */
export async function forecast(
  { sampling, ...request }: Declared & { readonly sampling: Sampling },
  context: Context,
): Promise<FitForecast> {
  await pause(context);
  const model = declared(request);
  const { program } = model;
  const names = quantitiesOf(program).map(quantityName);
  return {
    setUpSeconds: setupForecast(program, samplerOf(sampling)).seconds,
    bytes: 16 * names.length * sampling.chains * sampling.draws,
    quantities: names.length,
    parameters: followedOf(model).length,
    warmFrom: [...held.fits].filter(([, { fit }]) => canWarm(fit, names)).map(([id]) => id),
  };
}

function canWarm({ draws, sampler }: Fit<Model>, names: readonly string[]): boolean {
  const isMarkov = sampler.strategy !== 'prior' && sampler.strategy !== 'laplace';
  return isMarkov && draws.names.length === names.length && names.every((name, q) => name === draws.names[q]);
}

/** Draws from the posterior; the worker keeps the draws. Throws InputError for anything that the user can mend. */
export async function run(request: FitRequest, context: Context<FitNews>): Promise<FitReport> {
  await pause(context);
  const { id, sampling, warmFrom, workers } = request;
  const model = declared(request);
  const stop = new AbortController();
  stopping.set(id, stop);
  try {
    const fit = await sample(model, {
      ...optionsOf(sampling),
      ...(warmFrom === undefined ? {} : { warmStart: heldFit(warmFrom) }),
      ...(workers === undefined ? {} : { workers }),
      summaries: true,
      stop: stop.signal,
      ...listening(model, context),
    });
    return await keep(id, fit, context);
  } catch (error) {
    if (error instanceof NothingDrawn) throw new InputError(error.message, { kind: 'nothingDrawn' });
    throw error;
  } finally {
    stopping.delete(id);
  }
}

/** The library says which there are, where it is none. */
const samplerOf = ({ sampler }: Pick<Sampling, 'sampler'>): NonNullable<SampleOptions['sampler']> =>
  sampler as NonNullable<SampleOptions['sampler']>;

function optionsOf({ chains, draws, warmup, seed, sampler, targetAccept }: Sampling): SampleOptions {
  return {
    ...{ chains, draws, seed },
    sampler: samplerOf({ sampler }),
    ...(warmup === null ? {} : { warmup }),
    ...(targetAccept === null ? {} : { targetAccept }),
  };
}

/** More draws of every chain, behind those that there are. Throws InputError where the chains cannot go on. */
export async function more(
  { id, draws }: { readonly id: string; readonly draws: number },
  context: Context<FitNews>,
): Promise<FitReport> {
  const fit = heldFit(id);
  const longer = await extend(fit, { draws, ...listening(fit.model, context) });
  return keep(id, longer, context);
}

/** Ends a fit early: it has the draws that there are by then. */
export function stop({ id }: { readonly id: string }): void {
  stopping.get(id)?.abort();
}

/** Lets the draws of a fit go. */
export function forget({ id }: { readonly id: string }): void {
  held.fits.delete(id);
}

function listening(
  model: Model,
  { signal, progress: tell }: Context<FitNews>,
): Required<Pick<SampleOptions, 'signal' | 'onProgress' | 'follow'>> {
  const quantities = followedOf(model);
  tell({ kind: 'begun', quantities });
  const hear: FollowOptions['hear'] = (draws) => tell({ kind: 'draws', draws });
  return {
    signal,
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    follow: { quantities, hear },
  };
}

async function keep(id: string, fit: Fit<Model>, context: Context<FitNews>): Promise<FitReport> {
  context.progress({ kind: 'judging' });
  await pause(context);
  const report = await reportOf(fit);
  held.fits.set(id, { fit });
  return report;
}
