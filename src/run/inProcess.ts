import { summariseDraws } from '../../models/posterior/summaries.ts';
import { progressOfResult } from './checkpoint/chainProgress.ts';
import { isStopping, type Keeping, RunStopped, watchOver } from './checkpoint/watch.ts';
import type { Crew } from './crew.ts';
import { newDraws } from './follow.ts';
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
    async runChains(tasks, { onProgress, signal, keeping, following }) {
      const results: ChainResult[] = [];
      const keep: Keeping['keep'] = (progress) => keeping?.keep(progress);
      for (const task of tasks) {
        if (isStopping(keeping ?? null)) throw new RunStopped();
        const stops = watchOver(keeping ?? null, keep);
        const newOf = newDraws(following?.quantities ?? null, {
          chain: task.chain,
          draws: task.settings.draws,
        });
        const chain = runChain(task);
        for (let step = chain.next(); ; step = chain.next()) {
          if (step.done) {
            results.push(step.value);
            const ended = progressOfResult(step.value, step.value.values, task.settings.draws);
            if (ended !== null) keep(ended);
            break;
          }
          const now = performance.now();
          const isOver = now - sliceStart >= sliceMilliseconds;
          const { progress } = step.value;
          if (stops(step.value, now)) throw new RunStopped();
          if (!isOver && progress.done < progress.total) continue;
          onProgress(progress);
          const draws = newOf(step.value);
          if (draws !== null) following?.tell(draws);
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
