import { Worker } from 'node:worker_threads';
import type { JobQuestion } from '../answerJob.ts';
import { Hopeless } from '../broker.ts';
import { untilAborted } from '../slots.ts';
import type { FromThread, ToThread } from './messages.ts';

/** Beside this file once it is compiled, bundled or not. */
const program = new URL('./jobThread.js', import.meta.url);

/** A thread that does jobs, one at a time; one that died is replaced with the next job. */
export interface JobThread {
  /**
   * The result as bytes; `fetch` finds the bytes of a large input by their hash. Rejects with Hopeless where no other try would help, with the signal's reason when aborted, which ends the
   * thread, and otherwise where the job or its thread failed.
   */
  work(
    question: JobQuestion,
    fetch: (hash: string) => Promise<Uint8Array>,
    tell: (progress: unknown) => void,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
  end(): Promise<void>;
}

/** Who waits for the job that a thread has. */
interface Waiting {
  hear(message: FromThread): void;
  lose(why: unknown): void;
}

export function hostThread(): JobThread {
  let thread: Worker | null = null;
  let waiting: Waiting | null = null;
  const end = async (): Promise<void> => {
    const ending = thread;
    thread = null;
    await ending?.terminate();
  };
  const start = (): Worker => {
    const worker = new Worker(program, { execArgv: [] });
    const lose = (why: unknown): void => {
      if (thread !== worker) return; // it was ended, and another one may have a job
      thread = null;
      waiting?.lose(why);
    };
    worker.on('message', (message: FromThread) => {
      if (thread === worker) waiting?.hear(message);
    });
    worker.on('error', lose);
    worker.on('exit', (code) => lose(new Error(`the thread of the job ended with code ${code}`)));
    return worker;
  };
  return {
    end,
    async work(question, fetch, tell, signal) {
      signal.throwIfAborted();
      thread ??= start();
      const worker = thread;
      const say = (message: ToThread): void => worker.postMessage(message);
      const found = new Promise<Uint8Array>((resolve, reject) => {
        waiting = {
          lose: reject,
          hear(message) {
            if (message.kind === 'progress') tell(message.progress);
            else if (message.kind === 'need') void supply(fetch, message.hash, say);
            else if (message.kind === 'done') resolve(message.bytes);
            else if (message.kind === 'refused') reject(new Hopeless(message.message));
            else reject(new Error(message.message));
          },
        };
        say({ kind: 'job', question });
      });
      try {
        return await untilAborted(found, signal, () => void end());
      } finally {
        waiting = null;
      }
    },
  };
}

async function supply(
  fetch: (hash: string) => Promise<Uint8Array>,
  hash: string,
  say: (message: ToThread) => void,
): Promise<void> {
  try {
    say({ kind: 'input', hash, bytes: await fetch(hash) });
  } catch (error) {
    say({ kind: 'no input', hash, why: error instanceof Error ? error.message : String(error) });
  }
}
