import type { Moment } from '../runChain.ts';
import type { ChainProgress } from './chainProgress.ts';

/** What a chain looks out for while it runs; plain data, its flag in memory that threads share. */
export interface Watch {
  /** Between two copies of where the chain stands. */
  readonly seconds: number;
  /** One number: 1 when chains are to stop where they are. */
  readonly stop: Int32Array;
}

/** Who wants copies of chains: now and then, and of each that stops or ends. */
export interface Keeping extends Watch {
  /** Aborted when the flag is raised, for threads that do not see it; null where nobody will. */
  readonly stopped: AbortSignal | null;
  keep(progress: ChainProgress): void;
}

/** Thrown by a crew whose chains were stopped before their ends; what they came to is with whoever kept it. */
export class RunStopped extends Error {
  constructor() {
    super('the chains were stopped');
    this.name = 'RunStopped';
  }
}

/** Seconds without a copy for each second that the last one took: half a percent. */
export const pausePerSecond = 200;

export function isStopping(watch: Watch | null): boolean {
  return watch !== null && Atomics.load(watch.stop, 0) === 1;
}

/** Looks at every moment of one chain: keeps a copy when one is due, and says whether the chain is to stop here. */
export function watchOver(
  watch: Watch | null,
  keep: (progress: ChainProgress) => void,
): (moment: Moment, now: number) => boolean {
  if (watch === null) return () => false;
  let due = performance.now() + 1000 * watch.seconds;
  return (moment, now) => {
    const stops = isStopping(watch);
    if ((!stops && now < due) || !moment.isDrawn) return false;
    const progress = moment.capture();
    if (progress !== null) keep(progress);
    const after = performance.now();
    due = after + Math.max(1000 * watch.seconds, pausePerSecond * (after - now));
    return stops;
  };
}
