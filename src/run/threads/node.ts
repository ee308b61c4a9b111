import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Threads } from './threads.ts';

/** Beside this file once it is compiled, bundled or not. */
const program = new URL('./nodeWorker.js', import.meta.url);

/** Worker threads; none where the compiled program of a thread is missing (sources run as they are). */
export const threads: Threads = {
  parallelism: () =>
    program.protocol === 'file:' && existsSync(fileURLToPath(program)) ? availableParallelism() : 0,
  start(listener) {
    // flags of the caller's program, such as --input-type, are not for ours
    const worker = new Worker(program, { execArgv: [] });
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
