import { summariseDraws } from '../../models/posterior/summaries.ts';
import type { Crew, RunHooks } from './crew.ts';
import { type ChainResult, type ChainTask, runChain } from './runChain.ts';

/** Milliseconds of work between two looks at the signal and the event loop. */
const sliceMilliseconds = 40;

/** This thread: runs the chains one after another, letting other events in between. */
export function ownThread(): Crew {
  return {
    threads: 1,
    async runChains(tasks, hooks) {
      const results: ChainResult[] = [];
      for (const task of tasks) results.push(await runOne(task, hooks));
      return results;
    },
    summarise: async (draws, level, from) => summariseDraws(draws, level, from),
    dismiss: async () => {},
  };
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
