import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { refusePriorOnly } from '../../models/posterior/priorOnly.ts';
import { InputError } from '../engine/errors.ts';
import type { OpenedFit } from '../report/stored/openFit.ts';
import type { RefitOptions } from '../run/refits/refit.ts';
import { interruption } from './interrupt.ts';
import { identityOf, type QueueFlags, withQueue } from './queueFlags.ts';

/** Seconds between two words about refits. */
const pause = 5;

/** Threads, and words on standard error now and then. */
export function refitting(flags: {
  readonly workers?: number;
  readonly quiet?: boolean;
}): Pick<RefitOptions, 'workers' | 'onProgress'> {
  const { workers, quiet } = flags;
  const started = performance.now();
  let last = started;
  const onProgress = (done: number, of: number): void => {
    const now = performance.now();
    if (quiet === true || (now - last < 1000 * pause && done < of)) return;
    last = now;
    const left = Math.ceil(((now - started) / 1000 / done) * (of - done));
    process.stderr.write(`refits: ${done} of ${of}${left > 0 ? `, ${left} s left` : ''}\n`);
  };
  return { onProgress, ...(workers === undefined ? {} : { workers }) };
}

/** Who samples again: threads of this machine, or the workers of a queue. */
export type RefittedBy = Pick<RefitOptions, 'elsewhere' | 'signal'>;

/** Uses the queue that flags ask for, if any, for the refits of a command. */
export function refittingBy(
  where: string,
  paths: readonly string[],
  flags: QueueFlags,
  use: (by: RefittedBy) => Promise<void>,
): Promise<void> {
  const what = { what: `${where} ${paths.join(' ')}`, of: identityOf(flags) };
  return withQueue(flags, what, async (producer) => {
    if (producer === null) return use({});
    const { elsewhereBy } = await import('../queue/elsewhere.ts');
    await use({ elsewhere: elsewhereBy(producer), signal: interruption });
  });
}

/** A fit that can be sampled again. Throws InputError for other folders. */
export function sampledFit(fit: OpenedFit, where: string, path: string): Fit<Model> {
  if (fit.kind === 'laplace')
    throw new InputError(`${where}: "${path}" is a fit by Laplace's method; sample the model (poolwise fit)`);
  if (fit.kind !== 'posterior')
    throw new InputError(`${where}: "${path}" is no fit of poolwise fit, so it cannot be sampled again`);
  refusePriorOnly(where, fit);
  return fit;
}
