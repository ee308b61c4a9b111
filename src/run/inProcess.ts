import { type ChainResult, type ChainTask, type Progress, runChain } from './runChain.ts';

export interface RunHooks {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds of work between two looks at the signal and the event loop. */
const sliceMilliseconds = 40;

/** Runs the chains one after another on this thread, letting other events in between. */
export async function runInProcess(tasks: readonly ChainTask[], hooks: RunHooks): Promise<ChainResult[]> {
  const results: ChainResult[] = [];
  for (const task of tasks) results.push(await runOne(task, hooks));
  return results;
}

async function runOne(task: ChainTask, { onProgress, signal }: RunHooks): Promise<ChainResult> {
  const chain = runChain(task);
  let sliceStart = performance.now();
  for (;;) {
    const step = chain.next();
    if (step.done) return step.value;
    const now = performance.now();
    if (now - sliceStart < sliceMilliseconds && step.value.done < step.value.total) continue;
    onProgress(step.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    sliceStart = performance.now();
  }
}
