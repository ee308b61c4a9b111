import type { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import type { Producer } from '../queue/producer.ts';
import { interruptedAfter, interruption } from './interrupt.ts';
import { someText, wholeNumber } from './numbers.ts';

/** Where work is done that this machine does not do itself. */
export interface QueueFlags {
  readonly queue?: string;
  readonly shared?: string;
  readonly tries?: number;
  readonly atOnce?: number;
  readonly workers?: number;
  readonly quiet?: boolean;
}

/** @param jobs what a job of the queue is, in the plural */
export function addQueueFlags(command: Command, jobs: string): Command {
  return command
    .option(
      '--queue <url>',
      `have ${jobs} done by the workers of a queue: redis://..., rediss://... or postgres://...`,
      someText('--queue'),
    )
    .option('--shared <folder>', 'with --queue: keep its inputs and results there', someText('--shared'))
    .option('--tries <n>', 'with --queue: of a job, before it is given up (3)', wholeNumber('--tries'))
    .option('--at-once <n>', 'with --queue: jobs under way, at most (64)', wholeNumber('--at-once'));
}

/**
 * Runs something with the workers of a queue, or without where no flag asks for one. Throws InputError for flags that go together
 * with no queue, or with no other threads.
 * @param what the command in words, by which its run is found again
 * @param of all else that tells it from others
 */
export async function withQueue<Result>(
  flags: QueueFlags,
  { what, of }: { readonly what: string; readonly of: unknown },
  use: (producer: Producer | null) => Promise<Result>,
): Promise<Result> {
  const { queue: url, shared, tries, atOnce, workers, quiet = false } = flags;
  if (url === undefined) {
    const stray = strayFlag(flags);
    if (stray !== null) throw new InputError(`queue: ${stray} goes with --queue`);
    return use(null);
  }
  if (workers !== undefined)
    throw new InputError(
      'queue: --workers are threads of this machine; those of a queue are started by poolwise worker --jobs',
    );
  const { openProducer } = await import('../queue/open.ts');
  const producer = await openProducer(
    {
      ...{ url, what },
      ...(shared === undefined ? {} : { shared }),
      ...(tries === undefined ? {} : { tries }),
      ...(atOnce === undefined ? {} : { atOnce }),
      onNews: (text) => void (quiet || process.stderr.write(`${text}\n`)),
    },
    of,
  );
  let how: 'done' | 'left' = 'left';
  try {
    const result = await use(producer);
    how = 'done';
    return result;
  } catch (error) {
    if (interruption.aborted)
      throw interruptedAfter(
        'interrupted; what is under way goes on, what was done is kept, and the same command goes on from it',
      );
    throw error;
  } finally {
    await producer.close(how);
  }
}

function strayFlag({ shared, tries, atOnce }: QueueFlags): string | null {
  if (shared !== undefined) return '--shared';
  if (tries !== undefined) return '--tries';
  return atOnce === undefined ? null : '--at-once';
}

/** Of commands whose bootstrap alone goes through a queue. Throws InputError for a queue without one. */
export function checkQueue(
  where: string,
  { queue, bootstrap }: QueueFlags & { readonly bootstrap?: number },
): void {
  if (queue !== undefined && bootstrap === undefined)
    throw new InputError(`${where}: --queue is for the replicates of --bootstrap; leave it out`);
}

/** All flags but those that change nothing of the results. */
export function identityOf<Flags extends QueueFlags>(flags: Flags): unknown {
  const { queue: _, shared: __, tries: ___, atOnce: ____, quiet: _____, ...rest } = flags;
  return rest;
}
