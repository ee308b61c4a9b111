import type { Model } from '../../models/glmm.ts';
import { InputError } from '../engine/errors.ts';
import { ownCoefs, type Program, predictorNames, quantitiesOf } from '../engine/program/program.ts';
import { quantityName } from '../engine/program/quantity.ts';
import { stream } from '../engine/rng.ts';
import { attemptMany } from '../run/fitMany.ts';
import { sample } from '../run/sample.ts';
import type { SampleOptions } from '../run/settings.ts';
import { jointDensity } from './jointDensity.ts';
import type { Limits } from './limits.ts';
import { rankAmong } from './rankTests.ts';
import { drawsPerRank, longEnough, thinned } from './sbcFits.ts';
import type { SbcFit, SbcOptions, SbcRun, SbcSampler } from './sbcOptions.ts';
import { judged, type RankPool, type SbcResult } from './sbcResult.ts';
import type { KnownTruth, SbcSource } from './sbcSource.ts';

/** What became of one data set; plain data, so that it can be kept. */
export type SbcReplicate =
  | { readonly kind: 'ranked'; readonly run: SbcRun; readonly ranks: readonly number[] }
  /** The data are none that the model can have: nothing was fitted. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The sampler left it out. */
  | { readonly kind: 'left out' }
  /** The sampler gave up. */
  | { readonly kind: 'failed'; readonly reason: string };

/** A calibration that can be stopped and gone on with: each data set's outcome follows from its number and the seed alone. */
export interface SbcPlan {
  /** Reported quantities, then log_lik and log_joint. */
  readonly names: readonly string[];
  readonly draws: number;
  /** What comes after the earlier ones, in order, up to `simulations`. */
  rest(earlier: readonly SbcReplicate[], simulations: number): AsyncGenerator<SbcReplicate>;
  /** Data set s alone, on this thread; `place` counts those before it that there was something to fit to. */
  one(s: number, place: number): Promise<SbcReplicate>;
  result(replicates: readonly SbcReplicate[], limits: Limits): SbcResult;
}

/** Of a source; the options were checked. */
export function planSbc(source: SbcSource, options: SbcOptions): SbcPlan {
  const { draws = 63, warmup = 300, seed = '1' } = options;
  const { template } = source;
  const joint = jointDensity(template);
  const own = quantitiesOf(template.program).map(quantityName);
  const names = [...own, ...joint.names];
  const again = asFunction(options);
  const rank = async (
    known: KnownTruth,
    first: SbcFit | null,
    s: number,
    fit: number,
  ): Promise<SbcReplicate> => {
    const seedOfFit = `${seed}/fit/${fit}`;
    const enough = await longEnough(first, draws, (length) =>
      again(known.model, { seed: seedOfFit, warmup, draws: length }),
    );
    if (enough === null) return { kind: 'left out' };
    if (enough.draws.names.some((name, q) => name !== own[q]))
      throw new InputError('sbc: the sampler reports other quantities than the model has');
    const withDensities = (values: Float64Array): number[] => [
      ...values,
      ...joint.at(values, known.model.outcome.y),
    ];
    const among = thinned(enough.draws, draws).map(withDensities);
    const ties = stream(String(seed), 'ties', s);
    const ranks = withDensities(known.truth).map((value, q) =>
      rankAmong(
        ties,
        value,
        among.map((draw) => draw[q]),
      ),
    );
    return { kind: 'ranked', run: { simulation: s, ...enough.run }, ranks };
  };
  return {
    names,
    draws,
    rest: (earlier, simulations) => replicates({ source, options, rank }, earlier, simulations),
    one: (s, place) => replicate({ source, options: { ...options, workers: 0 }, rank }, s, place),
    result: (all, limits) => resultOf(all, { names, draws, pools: poolsOf(names, template.program) }, limits),
  };
}

interface Work {
  readonly source: SbcSource;
  readonly options: SbcOptions;
  readonly rank: (known: KnownTruth, fit: SbcFit | null, s: number, place: number) => Promise<SbcReplicate>;
}

/** In order. Fits are numbered by the data sets that there was something to fit to. */
async function* replicates(
  work: Work,
  earlier: readonly SbcReplicate[],
  simulations: number,
): AsyncGenerator<SbcReplicate> {
  const { source, options } = work;
  let s = earlier.length;
  let place = earlier.filter(({ kind }) => kind !== 'refused').length;
  const waiting: (KnownTruth | { readonly refused: string })[] = [];
  function* models(): Generator<Model> {
    for (let next = s; next < simulations; next++) {
      const dataSet = source.dataSet(next);
      waiting.push(dataSet);
      if (!('refused' in dataSet)) yield dataSet.model;
    }
  }
  for await (const attempt of attempts(models(), place, options)) {
    let known = waiting.shift();
    for (; known !== undefined && 'refused' in known; known = waiting.shift(), s++)
      yield { kind: 'refused', reason: known.refused };
    if (known === undefined) throw new Error('sbc: a fit of no data set');
    yield await ranked(work, known, attempt, s++, place++);
  }
  for (const left of waiting) if ('refused' in left) yield { kind: 'refused', reason: left.refused };
}

async function replicate(work: Work, s: number, place: number): Promise<SbcReplicate> {
  const known = work.source.dataSet(s);
  if ('refused' in known) return { kind: 'refused', reason: known.refused };
  for await (const attempt of attempts([known.model], place, work.options))
    return ranked(work, known, attempt, s, place);
  throw new Error('sbc: no fit of a data set');
}

async function ranked(
  { rank, options }: Work,
  known: KnownTruth,
  attempt: SbcAttempt,
  s: number,
  place: number,
): Promise<SbcReplicate> {
  const done =
    'error' in attempt
      ? { error: attempt.error }
      : await settled(() => rank(known, attempt.fit, s, place), options.signal);
  return 'error' in done ? { kind: 'failed', reason: wordsOf(done.error) } : done.value;
}

type SbcAttempt = { readonly fit: SbcFit | null } | { readonly error: unknown };

/** First fits, of as many draws as are enough where a chain mixes well. */
function attempts(models: Iterable<Model>, first: number, options: SbcOptions): AsyncIterable<SbcAttempt> {
  const { sampler = 'auto', draws = 63, warmup = 300, seed = '1', signal } = options;
  const settings = { warmup, draws: drawsPerRank * draws };
  if (typeof sampler === 'string')
    return attemptMany(models, { ...sampleOptionsOf(options), ...settings, seed, sampler, first, chains: 1 });
  return oneByOne(models, first, (model, place) =>
    settledFit(() => sampler(model, { ...settings, seed: `${seed}/fit/${place}` }), signal),
  );
}

async function* oneByOne<Fitted>(
  models: Iterable<Model>,
  first: number,
  run: (model: Model, place: number) => Promise<Fitted>,
): AsyncGenerator<Fitted> {
  let place = first;
  for (const model of models) yield await run(model, place++);
}

async function settledFit(
  work: () => Promise<SbcFit | null>,
  signal: AbortSignal | undefined,
): Promise<SbcAttempt> {
  const done = await settled(work, signal);
  return 'error' in done ? done : { fit: done.value };
}

/** What the work gives or throws; being stopped is neither. */
async function settled<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A longer chain of a data set, on this thread. */
function asFunction(options: SbcOptions): SbcSampler {
  const { sampler = 'auto' } = options;
  if (typeof sampler === 'function') return sampler;
  return (model, settings) =>
    sample(model, { ...sampleOptionsOf(options), ...settings, sampler, chains: 1, workers: 0 });
}

/** What `sample` takes besides, without what was left out. */
export function sampleOptionsOf({
  workers,
  metric,
  targetAccept,
  maxDepth,
  signal,
}: SbcOptions): SampleOptions {
  const all = { workers, metric, targetAccept, maxDepth, signal };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function resultOf(
  all: readonly SbcReplicate[],
  { names, draws, pools }: Pick<SbcResult, 'names' | 'draws' | 'pools'>,
  limits: Limits,
): SbcResult {
  const ranked = all.flatMap((one) => (one.kind === 'ranked' ? [one] : []));
  const reasonsOf = (kind: 'refused' | 'failed') =>
    all.flatMap((one) => (one.kind === kind ? [one.reason] : []));
  return judged(
    {
      ...{ names, draws, pools },
      ranks: names.map((_, q) => Int32Array.from(ranked, ({ ranks }) => ranks[q])),
      runs: ranked.map(({ run }) => run),
      leftOut: all.length - ranked.length,
      refused: reasonsOf('refused'),
      failed: reasonsOf('failed'),
    },
    limits,
  );
}

function poolsOf(names: readonly string[], { terms, rows }: Program): RankPool[] {
  const predictors = predictorNames(rows);
  const places = new Map(names.map((name, q) => [name, q]));
  return terms.flatMap((term) =>
    ownCoefs(term).map((coef, c) => {
      const { group, levels } = term;
      const predictor = predictors[term.predictors[c]];
      const effectOf = (level: string): string =>
        quantityName({ kind: 'groupEffect', predictor, group, level, coef });
      return {
        name: effectOf('all'),
        members: levels.map((level) => places.get(effectOf(level)) ?? Number.NaN),
      };
    }),
  );
}
