import { modelHash } from '../../models/fingerprint.ts';
import {
  type Bootstrap,
  type BootstrapRatio,
  bootstrapOf,
  bootstrapRatioOf,
  checkReplicates,
} from '../../models/likelihood/bootstrap.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import { likelihoodRatio } from '../../models/likelihood/likelihoodRatio.ts';
import type { AskOf, GivenOf } from './kinds/index.ts';
import { modelInput } from './modelInput.ts';
import type { Producer } from './producer.ts';
import { inTurn } from './slots.ts';
import { packed } from './store.ts';

/** Replicates a job: many take milliseconds. Always the same, so that jobs that were done are found again. */
const each = 5;

export interface BootstrapByQueueOptions {
  readonly replicates: number;
  readonly seed: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** `bootstrap`, a job a few replicates. Throws InputError as it does. */
export async function bootstrapByQueue(
  producer: Producer,
  result: LaplaceResult,
  options: BootstrapByQueueOptions & { readonly level: number },
): Promise<Bootstrap> {
  const given = packed(givenOf(result));
  const replicates = await made(producer, options, (ask) =>
    producer.ask('bootstrap', { given, extra: null, ask }, () => {}, options.signal),
  );
  return bootstrapOf(result, replicates, options);
}

/** `bootstrapRatio`, a job a few replicates. Throws InputError as it does. */
export async function bootstrapRatioByQueue(
  producer: Producer,
  { small, large }: { readonly small: LaplaceResult; readonly large: LaplaceResult },
  options: BootstrapByQueueOptions,
): Promise<BootstrapRatio> {
  const asymptotic = likelihoodRatio(small, large);
  const given = packed({ small: givenOf(small), large: givenOf(large) } satisfies GivenOf<'ratio'>);
  const replicates = await made(producer, options, (ask) =>
    producer.ask('ratio', { given, extra: null, ask }, () => {}, options.signal),
  );
  return bootstrapRatioOf(asymptotic, replicates, options);
}

/** How a fit is made again. */
function givenOf({ model, method, quadrature, fast, logDeterminant }: LaplaceResult): GivenOf<'bootstrap'> {
  const settings = { method, quadrature, fast, logDeterminant };
  return { model: modelInput(model), fingerprint: modelHash(model), settings };
}

async function made<Replicate>(
  producer: Producer,
  { replicates, seed, onProgress }: BootstrapByQueueOptions,
  ask: (range: AskOf<'bootstrap'>) => Promise<readonly Replicate[]>,
): Promise<Replicate[]> {
  checkReplicates(replicates);
  const jobs = Math.ceil(replicates / each);
  producer.expect(jobs);
  const starts = Array.from({ length: jobs }, (_, i) => () => {
    return ask({ seed, from: i * each, to: Math.min(replicates, (i + 1) * each) });
  });
  const found: Replicate[] = [];
  for await (const some of inTurn(starts, producer.atOnce)) {
    found.push(...some);
    onProgress?.(found.length, replicates);
  }
  return found;
}
