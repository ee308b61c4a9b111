import { InputError } from '../engine/errors.ts';
import type { Message, Request, Results } from './answer.ts';
import type { Crew } from './crew.ts';
import type { Progress } from './runChain.ts';
import type { Threads } from './threads/threads.ts';

type ResultOf<R extends Request> = Results[R['kind']];
type OnProgress = (progress: Progress) => void;

/** A thread that is asked one thing at a time. */
interface Member {
  /** Rejects with an InputError where the request is refused, and where the thread fails, dies or is ended. */
  ask<R extends Request>(request: R, onProgress: OnProgress): Promise<ResultOf<R>>;
  end(reason: unknown): Promise<void>;
}

/** Starts `count` threads; they load their code while the caller goes on. Aborting a run's signal ends them at once. */
export function startCrew(threads: Threads, count: number): Crew {
  const members = Array.from({ length: count }, () => startMember(threads));
  const dismiss = async (reason: unknown): Promise<void> => {
    await Promise.all(members.map((member) => member.end(reason)));
  };

  /** Each member takes the next request when it is free; results in the requests' order. */
  async function askAll<R extends Request>(requests: readonly R[], onProgress: OnProgress) {
    const results: ResultOf<R>[] = [];
    let next = 0;
    const work = async (member: Member): Promise<void> => {
      while (next < requests.length) {
        const i = next++;
        results[i] = await member.ask(requests[i], onProgress);
      }
    };
    await Promise.all(members.map(work));
    return results;
  }

  return {
    threads: count,
    async runChains(tasks, { onProgress, signal }) {
      signal?.throwIfAborted();
      const stop = (): void => void dismiss(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      try {
        return await askAll(
          tasks.map((task) => ({ kind: 'chain', task }) as const),
          onProgress,
        );
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async summarise(draws, level, first = 0) {
      const quantities = draws.names.length;
      const share = Math.ceil((quantities - first) / count);
      const shares = Array.from({ length: count }, (_, w) => {
        const from = Math.min(first + w * share, quantities);
        return { kind: 'summarise', draws, level, from, to: Math.min(from + share, quantities) } as const;
      });
      return (await askAll(shares, () => {})).flat();
    },
    dismiss: () => dismiss(new Error('the crew was dismissed')),
  };
}

/** What a member waits for. */
interface Pending {
  resolve(result: Results[Request['kind']]): void;
  reject(reason: unknown): void;
  readonly onProgress: OnProgress;
}

function startMember(threads: Threads): Member {
  let pending: Pending | null = null;
  let gone: { readonly reason: unknown } | null = null;
  const settle = (how: (pending: Pending) => void): void => {
    const waiting = pending;
    pending = null;
    if (waiting !== null) how(waiting);
  };
  const leave = (reason: unknown): void => {
    gone ??= { reason };
    settle(({ reject }) => reject(reason));
  };
  const hear = (message: Message): void => {
    if (message.kind === 'done') settle(({ resolve }) => resolve(message.result));
    else if (message.kind === 'failed') settle(({ reject }) => reject(message.error));
    else if (message.kind === 'refused')
      settle(({ reject }) => reject(new InputError(message.message, message.details)));
    else {
      try {
        pending?.onProgress(message.progress);
      } catch (error) {
        settle(({ reject }) => reject(error));
      }
    }
  };
  const thread = threads.start({ message: hear, lost: leave });
  return {
    ask: (request, onProgress) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone.reason);
        // the thread answers a request with the result of its kind
        pending = { resolve: resolve as Pending['resolve'], reject, onProgress };
        thread.post(request);
      }),
    end(reason) {
      leave(reason);
      return thread.end();
    },
  };
}
