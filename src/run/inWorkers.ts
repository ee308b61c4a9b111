import { InputError } from '../errors.ts';
import type { WorkerAnswer } from './chainWorker.ts';
import type { RunHooks } from './inProcess.ts';
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

/** Runs the chains in up to `workers` threads. Aborting the signal ends the threads at once. */
export async function runInWorkers(
  tasks: readonly ChainTask[],
  workers: number,
  filename: string,
  { onProgress, signal }: RunHooks,
): Promise<ChainResult[]> {
  const { Tinypool } = await import('tinypool');
  const { MessageChannel } = await import('node:worker_threads');
  const pool = new Tinypool({
    filename,
    minThreads: workers,
    maxThreads: workers,
    runtime: 'worker_threads',
  });
  const runOne = async (task: ChainTask): Promise<ChainResult> => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (progress: Progress) => onProgress(progress));
    try {
      const answer: WorkerAnswer = await pool.run(
        { task, port: port2 },
        { transferList: [port2], ...(signal === undefined ? {} : { signal }) },
      );
      if (answer.kind === 'refused') throw new InputError(answer.message, answer.details);
      return answer.result;
    } finally {
      port1.close();
    }
  };
  try {
    return await Promise.all(tasks.map(runOne));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await pool.destroy();
  }
}
