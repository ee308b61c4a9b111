import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Threads } from './threads.ts';

/** Beside this file once it is compiled, bundled or not. */
const program = new URL('./nodeWorker.js', import.meta.url);

/** Started before anybody asked; they load their code meanwhile. */
let early: Worker[] = [];

function startWorker(): Worker {
  // flags of the caller's program, such as --input-type, are not for ours
  return new Worker(program, { execArgv: [] });
}

/** Worker threads; none where the compiled program of a thread is missing (sources run as they are). */
export const threads: Threads = {
  parallelism: () =>
    program.protocol === 'file:' && existsSync(fileURLToPath(program)) ? availableParallelism() : 0,
  startEarly(count) {
    const wanted = Math.min(count, threads.parallelism());
    while (early.length < wanted) {
      const worker = startWorker();
      const leave = (): void => {
        early = early.filter((other) => other !== worker);
      };
      worker.on('error', leave);
      worker.on('exit', leave);
      worker.unref();
      early.push(worker);
    }
  },
  start(listener) {
    const worker = early.pop() ?? startWorker();
    worker.ref();
    worker.on('message', listener.message);
    worker.on('messageerror', listener.lost);
    worker.on('error', listener.lost);
    worker.on('exit', (code) => listener.lost(new Error(`a worker thread ended with code ${code}`)));
    return {
      post: (asked) => worker.postMessage(asked),
      end: async () => {
        await worker.terminate();
      },
    };
  },
};
