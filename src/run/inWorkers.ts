import type { Summary } from '../../diagnostics/summarise.ts';
import { InputError } from '../engine/errors.ts';
import type { ChainAnswer, ChainRequest, SummaryRequest } from './chainWorker.ts';
import type { Crew } from './crew.ts';
import type { ChainResult, ChainTask, Progress } from './runChain.ts';

/** Where the compiled worker stands, or null where there are no worker threads (a browser page, uncompiled sources). */
export async function workerFile(): Promise<string | null> {
  if (typeof process === 'undefined' || process.versions?.node === undefined) return null;
  const { existsSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const url = new URL('./chainWorker.js', import.meta.url);
  if (url.protocol !== 'file:') return null;
  const path = fileURLToPath(url);
  return existsSync(path) ? path : null;
}

/** Starts worker threads; they load their code while the caller goes on. Aborting a run's signal ends them at once. */
export async function startWorkers(workers: number, filename: string): Promise<Crew> {
  const { Tinypool } = await import('tinypool');
  const { MessageChannel, receiveMessageOnPort } = await import('node:worker_threads');
  const pool = new Tinypool({
    filename,
    minThreads: workers,
    maxThreads: workers,
    runtime: 'worker_threads',
  });
  /** A thread that ends without a task to answer for. */
  const threadLost = new Promise<never>((_, reject) => {
    pool.on('error', reject);
  });
  threadLost.catch(() => {});

  async function runOne(
    task: ChainTask,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal | undefined,
  ): Promise<ChainResult> {
    const { port1, port2 } = new MessageChannel();
    const listenerFailed = new Promise<never>((_, reject) => {
      port1.on('message', (progress: Progress) => {
        try {
          onProgress(progress);
        } catch (error) {
          reject(error);
        }
      });
    });
    try {
      const request: ChainRequest = { kind: 'chain', task, port: port2 };
      const running: Promise<ChainAnswer> = pool.run(request, {
        transferList: [port2],
        ...(signal === undefined ? {} : { signal }),
      });
      const answer = await Promise.race([running, listenerFailed, threadLost]);
      if (answer.kind === 'refused') throw new InputError(answer.message, answer.details);
      // sent before the answer, so it is here, even if its event has not come round yet
      for (let last = receiveMessageOnPort(port1); last !== undefined; last = receiveMessageOnPort(port1))
        onProgress(last.message);
      return answer.result;
    } finally {
      port1.close();
    }
  }

  return {
    threads: workers,
    async runChains(tasks, { onProgress, signal }) {
      try {
        return await Promise.all(tasks.map((task) => runOne(task, onProgress, signal)));
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    async summarise(draws) {
      const share = Math.ceil(draws.names.length / workers);
      const starts = Array.from({ length: workers }, (_, w) => Math.min(w * share, draws.names.length));
      const parts = starts.map((from): Promise<Summary[]> => {
        const to = Math.min(from + share, draws.names.length);
        return pool.run({ kind: 'summarise', draws, from, to } satisfies SummaryRequest);
      });
      return (await Promise.all(parts)).flat();
    },
    dismiss: () => pool.destroy(),
  };
}
