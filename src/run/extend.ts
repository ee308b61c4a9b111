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
import { choosePlan, type Plan } from './plan.ts';
import type { ChainResult, Target } from './runChain.ts';
import { assemble, readsRowsItself, refuseHeavyTails, type SampleOptions, sample } from './sample.ts';

/** Of `extend`. */
export interface ExtendOptions extends Pick<SampleOptions, 'workers' | 'signal' | 'onProgress'> {
  /** How many more; 4 if left out. */
  readonly chains?: number;
}

const optionKinds: OptionKinds<ExtendOptions> = {
  chains: 'a number',
  workers: 'a number',
  signal: 'an object',
  onProgress: 'a function',
};

/**
 * Further chains of a fit, joined to its own: the same sampler, settings and seed, the next streams. A chain depends on its number
 * alone, so the draws are, bit for bit, those of a run that had them all from the start and sampled in the same way.
 * Throws InputError for a fit without its model, and for pooled draws of imputed data sets.
 * @example await extend(await loadFit('remission'), { chains: 4 })
 */
export async function extend(fit: Fit<Model>, options: ExtendOptions = {}): Promise<Fit<Model>> {
  checkOptions('extend', options, optionKinds);
  checkExtendable(fit);
  const { chains = 4, ...running } = options;
  wholeNumber('extend: chains', chains, 1, 1000);
  return fit.sampler.strategy === 'prior'
    ? morePriorDraws(fit, chains)
    : withChains(fit, await moreChains(fit, chains, running));
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
async function morePriorDraws({ model, draws, sampler }: Fit<Model>, more: number): Promise<Fit<Model>> {
  const { seed } = sampler;
  const all = await sample(model, { prior: 'only', seed, draws: draws.draws, chains: draws.chains + more });
  return { ...all, model };
}

interface MoreChains {
  readonly results: readonly ChainResult[];
  readonly threads: number;
  readonly seconds: number;
}

async function moreChains(
  { model, draws, sampler }: Fit<Model>,
  more: number,
  { onProgress = () => {}, signal, ...running }: ExtendOptions,
): Promise<MoreChains> {
  const started = performance.now();
  const { seed, settings, every = 1 } = sampler;
  const target = targetOf(model.program, sampler);
  const crew = assemble(model, { ...running, chains: more }, more * settings.draws);
  try {
    const tasks = Array.from({ length: more }, (_, i) => ({
      chain: draws.chains + i,
      ...{ seed, settings, every, target },
    }));
    const results = await crew.runChains(tasks, { onProgress, signal });
    refuseHeavyTails([...sampler.chains, ...results]);
    return { results, threads: crew.threads, seconds: (performance.now() - started) / 1000 };
  } finally {
    await crew.dismiss();
  }
}

function targetOf(program: Program, { strategy, plainWalk }: SamplerReport): Target {
  if (strategy === 'prior') throw new Error('draws of the prior have no chains');
  const chosen = choosePlan(program, strategy).plan;
  const plan = plainWalk === true ? walkingPlainly(chosen) : chosen;
  return { kind: 'program', program: readsRowsItself(plan) ? program : withSharedRows(program), plan };
}

function walkingPlainly(plan: Plan): Plan {
  if (plan.kind === 'quadrature') return { ...plan, proposal: null };
  return plan.kind === 'collapsed' ? { ...plan, gaussian: null } : plan;
}

function withChains({ model, draws, sampler }: Fit<Model>, more: MoreChains): Fit<Model> {
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
