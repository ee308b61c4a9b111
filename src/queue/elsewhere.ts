import * as v from 'valibot';
import { describeArgument, isModel } from '../../models/arguments.ts';
import { modelHash } from '../../models/fingerprint.ts';
import type { Declaration, Model } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import type { Crew, RunHooks } from '../run/crew.ts';
import type { DrawOptions } from '../run/drawOptions.ts';
import type { Elsewhere } from '../run/elsewhere.ts';
import { walksPlainly } from '../run/planOf.ts';
import type { ChainResult, ChainTask } from '../run/runChain.ts';
import { progressSchema } from './kinds/chain.ts';
import { modelInput } from './modelInput.ts';
import type { Producer } from './producer.ts';
import { type Packed, packed } from './store.ts';
import type { Wanted } from './waiting.ts';

/** The chains of fits, and whole fits, as jobs. */
export function elsewhereBy(producer: Producer): Elsewhere {
  return {
    atOnce: producer.atOnce,
    crewFor: (target) => crewFor(producer, target),
    fit: (model, options, signal) => fitBy(producer, model, options, signal),
  };
}

/** Packed declarations of models that are there; refits share one. */
const packedDeclarations = new WeakMap<Declaration, Packed>();

/** A model's declaration, packed once. Throws InputError for one with functions of the user's own. */
export function packedModel(model: Model): Packed {
  const known = packedDeclarations.get(model.declaration) ?? packed(modelInput(model));
  packedDeclarations.set(model.declaration, known);
  return known;
}

function crewFor(producer: Producer, target: unknown): Crew {
  if (!isModel(target))
    throw new InputError(
      `queue: only models from glmm go through a queue, which carries no code; got ${describeArgument(target)}`,
    );
  const model = target;
  return {
    threads: producer.atOnce,
    async runChains(tasks, hooks) {
      producer.expect(tasks.length);
      const base = { given: packedModel(model), fingerprint: modelHash(model) };
      return Promise.all(tasks.map((task) => runChain(producer, model, base, task, hooks)));
    },
    summarise: async (draws, level, from) => summariseDraws(draws, level, from),
    dismiss: async () => {},
  };
}

async function runChain(
  producer: Producer,
  { program }: Model,
  { given, fingerprint }: { readonly given: Packed; readonly fingerprint: string },
  { chain, seed, settings, every = 1, target, warm, from }: ChainTask,
  { onProgress, signal }: RunHooks,
): Promise<ChainResult> {
  if (target.kind !== 'program' || from !== undefined)
    throw new InputError('queue: chains of a queue begin anew, and are of a model from glmm');
  const { plan } = target;
  const { weights } = program.rows;
  const wanted: Wanted<'chain'> = {
    given,
    extra: weights === null && warm === undefined ? null : packed({ weights, warm: warm ?? null }),
    ask: {
      ...{ fingerprint, strategy: plan.kind, plainWalk: walksPlainly(plan) },
      ...{ chain, seed, settings: { ...settings }, every },
    },
  };
  const tell = (told: unknown): void => {
    const read = v.safeParse(progressSchema, told);
    if (read.success) onProgress(read.output);
  };
  const result = await producer.ask('chain', wanted, tell, signal);
  const total = settings.warmup + settings.draws * every;
  const { stepSize, divergences } = result;
  onProgress({
    ...{ chain, phase: 'sampling', done: total, total, stepSize },
    ...{ divergences: divergences.length, secondsLeft: 0 },
  });
  return result;
}

async function fitBy(
  producer: Producer,
  model: Model,
  options: DrawOptions,
  signal: AbortSignal | undefined,
): Promise<Fit<Model>> {
  producer.expect(1);
  const { weights } = model.program.rows;
  const wanted: Wanted<'fit'> = {
    given: packedModel(model),
    extra: weights === null ? null : packed({ weights }),
    ask: { fingerprint: modelHash(model), options: plain(options) },
  };
  const { quantities, values, sampler } = await producer.ask('fit', wanted, () => {}, signal);
  return { model, draws: drawsOf(quantities, sampler.settings.draws, values), sampler };
}

/** What the draws are a function of, and no more. */
function plain(options: DrawOptions): DrawOptions {
  const { chains, warmup, draws, seed, sampler, prior, metric, targetAccept, maxDepth } = options;
  const own = { chains, warmup, draws, seed, sampler, prior, metric, targetAccept, maxDepth };
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}
