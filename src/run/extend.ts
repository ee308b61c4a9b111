import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { withMissingOutcomes } from '../../models/simulate/missingOutcomes.ts';
import { withSharedRows } from '../engine/density/rowMemory.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import type { Program } from '../engine/program/program.ts';
import { quantitiesOf } from '../engine/program/program.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { progressOfResult } from './checkpoint/chainProgress.ts';
import { type Following, type FollowOptions, followedOf } from './follow.ts';
import { planOf } from './planOf.ts';
import { assemble } from './resolve.ts';
import type { ChainResult, ChainTask, Target } from './runChain.ts';
import { refuseHeavyTails } from './runTarget.ts';
import { sample } from './sample.ts';
import { readsRowsItself, type SampleOptions } from './settings.ts';

/** Of `extend`. */
export interface ExtendOptions extends Pick<SampleOptions, 'workers' | 'signal' | 'onProgress' | 'follow'> {
  /** How many more chains; 4 if left out, or none where draws are given. */
  readonly chains?: number;
  /** How many more draws of every chain. */
  readonly draws?: number;
}

const optionKinds: OptionKinds<ExtendOptions> = {
  chains: 'a number',
  draws: 'a number',
  workers: 'a number',
  signal: 'an object',
  onProgress: 'a function',
  follow: 'an object',
};

/**
 * Further chains of a fit, or further draws of its chains, joined to its own. New chains have the same sampler, settings and seed,
 * and the next streams; new draws go on from where each chain stood, with what its warmup found and no warmup of their own. A chain
 * depends on its number alone, so the draws are, bit for bit, those of a run that had them all from the start and sampled
 * in the same way.
 * Throws InputError for a fit without its model, for pooled draws of imputed data sets, and for more draws of importance
 * resampling or of a fit that does not know where its chains stood.
 * @example await extend(await loadFit('remission'), { draws: 2000 })
 */
export async function extend(fit: Fit<Model>, options: ExtendOptions = {}): Promise<Fit<Model>> {
  checkOptions('extend', options, optionKinds);
  checkExtendable(fit);
  const { draws = 0, chains = draws > 0 ? 0 : 4, ...running } = options;
  if (options.draws !== undefined) wholeNumber('extend: draws', draws, 1, 1e7 - fit.draws.draws);
  if (options.chains !== undefined) wholeNumber('extend: chains', chains, 1, 1000);
  if (fit.sampler.strategy === 'prior') return morePriorDraws(fit, chains, draws, running);
  const longer = draws === 0 ? fit : await withDraws(fit, draws, running);
  return chains === 0 ? longer : withChains(longer, await moreChains(longer, chains, running));
}

function checkExtendable(fit: unknown): asserts fit is Fit<Model> {
  const has = (key: string): boolean => typeof fit === 'object' && fit !== null && key in fit;
  if (!has('draws') || !has('sampler'))
    throw new InputError(
      `extend: expected a fit of sample, with its model, got ${has('why') ? 'one that was read without' : describeArgument(fit)}`,
    );
  const { model, imputations } = fit as Fit;
  if (!isModel(model))
    throw new InputError(
      'extend: this fit is of a log density that no formula made; sample it again with more chains',
    );
  if (imputations !== undefined)
    throw new InputError(
      'extend: a fit of several imputed data sets keeps the model of the first alone; run sampleImputed with more chains',
    );
}

/** All draws anew, which are the same: they take no time. */
async function morePriorDraws(
  { model, draws: { chains, draws }, sampler: { seed } }: Fit<Model>,
  moreChains: number,
  moreDraws: number,
  { follow }: Running,
): Promise<Fit<Model>> {
  const lengths = { draws: draws + moreDraws, chains: chains + moreChains };
  const all = await sample(model, {
    prior: 'only',
    seed,
    ...lengths,
    ...(follow === undefined ? {} : { follow }),
  });
  return { ...all, model };
}

/** What some chains came to. */
interface Ran {
  readonly results: readonly ChainResult[];
  readonly threads: number;
  readonly seconds: number;
}

type Running = Pick<ExtendOptions, 'workers' | 'signal' | 'onProgress' | 'follow'>;

function moreChains(fit: Fit<Model>, more: number, running: Running): Promise<Ran> {
  const first = fit.draws.chains;
  refuseWarm(fit.sampler);
  const chains = Array.from({ length: more }, (_, i) => ({ chain: first + i }));
  return run(fit, fit.draws.draws, chains, running);
}

/** Every chain goes on from where it stood. */
async function withDraws(fit: Fit<Model>, more: number, running: Running): Promise<Fit<Model>> {
  const { model, sampler } = fit;
  const draws = fit.draws.draws + more;
  const { stopped: _, ...whole } = sampler;
  const { results, threads, seconds } = await run(fit, draws, progressOf(fit), running);
  const quantities = quantitiesOf(model.program);
  const joined = drawsOf(
    quantities,
    draws,
    results.map(({ values }) => values),
  );
  return {
    model,
    draws: withMissingOutcomes(model, joined, sampler.seed),
    sampler: {
      ...whole,
      settings: { ...sampler.settings, draws },
      wallSeconds: sampler.wallSeconds + seconds,
      threads: Math.max(sampler.threads, threads),
      chains: results.map(({ values: _, ...report }) => report),
    },
  };
}

/** Throws InputError where it is not known where a chain stood. */
function progressOf({ model, draws, sampler }: Fit<Model>): Pick<ChainTask, 'chain' | 'from'>[] {
  if (sampler.strategy === 'laplace')
    throw new InputError(
      'extend: draws of importance resampling do not follow one from another: which proposals are drawn depends on how many draws are wanted; sample the model again with more draws, or add chains',
    );
  const known = quantitiesOf(model.program).length * draws.draws;
  return sampler.chains.map((report, chain) => {
    const from = progressOfResult(report, draws.values[chain].subarray(0, known), draws.draws);
    if (from !== null) return { chain, from: { ...from, chain } };
    if (sampler.stopped !== undefined) {
      refuseWarm(sampler);
      return { chain }; // it was ahead, and is cut: it runs again
    }
    throw new InputError(
      'extend: this fit does not know where its chains stood (an earlier poolwise wrote it, or chains.bin is missing), so that no draws can be added to them; add chains, or sample the model again',
    );
  });
}

/** Throws InputError where a chain from its start would need what another fit had found. */
function refuseWarm({ warmStart }: SamplerReport): void {
  if (warmStart !== true) return;
  throw new InputError(
    'extend: this fit began with what another one had found (warmStart), which chains from their start would need too; sample the model again with more of them',
  );
}

async function run(
  { model, sampler }: Fit<Model>,
  draws: number,
  chains: readonly Pick<ChainTask, 'chain' | 'from'>[],
  { onProgress = () => {}, signal, follow, ...running }: Running,
): Promise<Ran> {
  const started = performance.now();
  const { seed, every = 1 } = sampler;
  const settings = { ...sampler.settings, draws };
  const target = targetOf(model.program, sampler);
  const following = follow === undefined ? undefined : followingOf(model, follow);
  const crew = assemble(model, { ...running, chains: chains.length }, chains.length * draws);
  try {
    const tasks = chains.map((own): ChainTask => ({ ...own, seed, settings, every, target }));
    const results = await crew.runChains(tasks, { onProgress, signal, following });
    refuseHeavyTails([...sampler.chains, ...results]);
    return { results, threads: crew.threads, seconds: (performance.now() - started) / 1000 };
  } finally {
    await crew.dismiss();
  }
}

function followingOf({ program }: Model, follow: FollowOptions): Following {
  const quantities = followedOf(follow, quantitiesOf(program));
  return { quantities, tell: (draws) => follow.hear({ ...draws, attempt: 0 }) };
}

function targetOf(program: Program, sampler: SamplerReport): Target {
  const plan = planOf(program, sampler);
  return { kind: 'program', program: readsRowsItself(plan) ? program : withSharedRows(program), plan };
}

function withChains({ model, draws, sampler }: Fit<Model>, more: Ran): Fit<Model> {
  const quantities = quantitiesOf(model.program);
  const known = draws.values.map((chain) => chain.subarray(0, quantities.length * draws.draws));
  const values = [...known, ...more.results.map((result) => result.values)];
  const joined = drawsOf(quantities, draws.draws, values);
  return {
    model,
    draws: withMissingOutcomes(model, joined, sampler.seed),
    sampler: {
      ...sampler,
      wallSeconds: sampler.wallSeconds + more.seconds,
      threads: Math.max(sampler.threads, more.threads),
      chains: [...sampler.chains, ...more.results.map(({ values: _, ...report }) => report)],
    },
  };
}
