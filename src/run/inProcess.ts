import { summariseDraws } from '../../models/posterior/summaries.ts';
import type { Crew } from './crew.ts';
import { type ChainResult, runChain } from './runChain.ts';

/** Milliseconds of work between two looks at the signal and the event loop. */
const sliceMilliseconds = 40;

/** This thread: runs the chains one after another, letting other events in between. */
export function ownThread(): Crew {
  let sliceStart = performance.now();
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    sliceStart = performance.now();
  };
  return {
    threads: 1,
    async runChains(tasks, { onProgress, signal }) {
      const results: ChainResult[] = [];
      for (const task of tasks) {
        const chain = runChain(task);
        for (let step = chain.next(); ; step = chain.next()) {
          if (step.done) {
            results.push(step.value);
            break;
          }
          const isOver = performance.now() - sliceStart >= sliceMilliseconds;
          if (!isOver && step.value.done < step.value.total) continue;
          onProgress(step.value);
          if (isOver) await pause();
          signal?.throwIfAborted();
        }
      }
      return results;
    },
    summarise: async (draws, level, from) => summariseDraws(draws, level, from),
    dismiss: async () => {},
  };
}
