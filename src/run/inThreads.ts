import { closeTeam, setUpTeam, type TeamPlace } from '../engine/density/rowTeam.ts';
import { InputError } from '../engine/errors.ts';
import { isShared } from '../engine/sharedArrays.ts';
import type { Asked, Message, Request, Results } from './answer.ts';
import { progressOfResult } from './checkpoint/chainProgress.ts';
import { type Keeping, RunStopped } from './checkpoint/watch.ts';
import type { Crew } from './crew.ts';
import type { Following } from './follow.ts';
import type { ChainResult, ChainTask, Progress } from './runChain.ts';
import type { Threads } from './threads/threads.ts';

type ResultOf<R extends Request> = Results[R['kind']];

/** Who hears of a request while it is worked on. */
interface Hearer {
  readonly onProgress: (progress: Progress) => void;
  readonly keep: Keeping['keep'];
  readonly tell: Following['tell'];
}

const nobody: Hearer = { onProgress: () => {}, keep: () => {}, tell: () => {} };

/** A thread that is asked one thing at a time. */
interface Member {
  /** Rejects with an InputError where the request is refused, and where the thread fails, dies or is ended. */
  ask<R extends Request>(request: R, hearer: Hearer): Promise<ResultOf<R>>;
  /** Tells the chain under way to stop. */
  stop(): void;
  end(reason: unknown): Promise<void>;
}

/**
 * Starts `count` threads, and `helping` ones that share the passes over many rows; they load their code while the caller goes on.
 * Aborting a run's signal ends them at once.
 */
export function startCrew(threads: Threads, count: number, helping = 0): Crew {
  const members = Array.from({ length: count }, () => startMember(threads));
  const helpers = Array.from({ length: helping }, () => startMember(threads));
  const dismiss = async (reason: unknown): Promise<void> => {
    await Promise.all([...members, ...helpers].map((member) => member.end(reason)));
  };

  /** Sets helpers to work on the rows of these chains; null where there are none, or their rows are not shared. */
  function withHelpers(tasks: readonly ChainTask[]): { team: TeamPlace; end(): Promise<void> } | null {
    const memory = helpers.length === 0 ? undefined : sharedRowsOf(tasks[0]);
    if (memory === undefined) return null;
    const team = setUpTeam(memory, tasks.length);
    const working = Promise.all(helpers.map((helper) => helper.ask({ kind: 'help', team }, nobody)));
    // a helper that is lost may have had a segment that somebody waits for
    working.catch(dismiss);
    return {
      team,
      async end() {
        closeTeam(team);
        await working.catch(() => {}); // whoever lost a helper has heard of it
      },
    };
  }

  /** Each member takes the next request when it is free; results in the requests' order. */
  async function askAll<R extends Request>(
    requests: readonly R[],
    hearer: Hearer,
    onResult: (result: ResultOf<R>, request: R) => void = () => {},
  ) {
    const results: ResultOf<R>[] = [];
    let next = 0;
    const work = async (member: Member): Promise<void> => {
      while (next < requests.length) {
        const i = next++;
        results[i] = await member.ask(requests[i], hearer);
        onResult(results[i], requests[i]);
      }
    };
    await Promise.all(members.map(work));
    return results;
  }

  return {
    threads: count,
    async runChains(tasks, { onProgress, signal, keeping, following }) {
      signal?.throwIfAborted();
      const end = (): void => void dismiss(signal?.reason);
      signal?.addEventListener('abort', end, { once: true });
      const stopped = keeping === undefined || isShared(keeping.stop) ? null : keeping.stopped;
      const stop = (): void => {
        for (const member of members) member.stop();
      };
      stopped?.addEventListener('abort', stop, { once: true });
      const help = withHelpers(tasks);
      try {
        const watch = keeping === undefined ? null : { seconds: keeping.seconds, stop: keeping.stop };
        const follow = following?.quantities ?? null;
        const tell: Following['tell'] = (draws) => following?.tell(draws);
        const keep: Keeping['keep'] = (progress) => keeping?.keep(progress);
        const results = await askAll(
          tasks.map((task, number) => {
            const desk = help === null ? null : { team: help.team, number };
            return { kind: 'chain', task, watch, follow, desk } as const;
          }),
          { onProgress, keep, tell },
          (result, { task }) => {
            const ended = result && progressOfResult(result, result.values, task.settings.draws);
            if (ended !== null) keep(ended);
          },
        );
        return allEnded(results);
      } finally {
        signal?.removeEventListener('abort', end);
        stopped?.removeEventListener('abort', stop);
        await help?.end();
      }
    },
    async summarise(draws, level, first = 0) {
      const quantities = draws.names.length;
      const share = Math.ceil((quantities - first) / count);
      const shares = Array.from({ length: count }, (_, w) => {
        const from = Math.min(first + w * share, quantities);
        return { kind: 'summarise', draws, level, from, to: Math.min(from + share, quantities) } as const;
      });
      return (await askAll(shares, nobody)).flat();
    },
    dismiss: () => dismiss(new Error('the crew was dismissed')),
  };
}

/** The memory of the rows of a run's chains, where threads share it. */
function sharedRowsOf({ target }: ChainTask): TeamPlace['memory'] | undefined {
  return target.kind === 'program' ? target.program.rows.memory?.memory : undefined;
}

/** Throws RunStopped where some were stopped. */
function allEnded(results: readonly (ChainResult | null)[]): ChainResult[] {
  const ended = results.filter((result) => result !== null);
  if (ended.length < results.length) throw new RunStopped();
  return ended;
}

/** What a member waits for. */
interface Pending {
  resolve(result: Results[Request['kind']]): void;
  reject(reason: unknown): void;
  readonly hearer: Hearer;
}

function startMember(threads: Threads): Member {
  let pending: Pending | null = null;
  let gone: { readonly reason: unknown } | null = null;
  let target: ChainTask['target'] | null = null;
  const asked = (request: Request): Asked => {
    if (request.kind !== 'chain') return request;
    const { target: wanted, ...task } = request.task;
    return wanted === target ? { ...request, kind: 'further', task } : request;
  };
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
        if (message.kind === 'kept') pending?.hearer.keep(message.progress);
        else if (message.kind === 'followed') pending?.hearer.tell(message.draws);
        else pending?.hearer.onProgress(message.progress);
      } catch (error) {
        settle(({ reject }) => reject(error));
      }
    }
  };
  const thread = threads.start({ message: hear, lost: leave });
  return {
    ask: (request, hearer) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone.reason);
        // the thread answers a request with the result of its kind
        pending = { resolve: resolve as Pending['resolve'], reject, hearer };
        thread.post(asked(request));
        // what could not be sent has not arrived
        if (request.kind === 'chain') target = request.task.target;
      }),
    stop() {
      if (pending !== null) thread.post({ kind: 'stop' });
    },
    end(reason) {
      leave(reason);
      return thread.end();
    },
  };
}
