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
  const { MessageChannel, receiveMessageOnPort } = await import('node:worker_threads');
  const pool = new Tinypool({
    filename,
    minThreads: workers,
    maxThreads: workers,
    runtime: 'worker_threads',
  });
  const runOne = async (task: ChainTask): Promise<ChainResult> => {
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
      const running: Promise<WorkerAnswer> = pool.run(
        { task, port: port2 },
        { transferList: [port2], ...(signal === undefined ? {} : { signal }) },
      );
      const answer = await Promise.race([running, listenerFailed]);
      if (answer.kind === 'refused') throw new InputError(answer.message, answer.details);
      // sent before the answer, so it is here, even if its event has not come round yet
      for (let last = receiveMessageOnPort(port1); last !== undefined; last = receiveMessageOnPort(port1))
        onProgress(last.message);
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
