import type { Summary } from '../../diagnostics/summarise.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import type { Keeping } from './checkpoint/watch.ts';
import type { Following } from './follow.ts';
import type { ChainResult, ChainTask, Progress } from './runChain.ts';

export interface RunHooks {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
  /** Where copies of chains are wanted, or they may be stopped. */
  readonly keeping?: Keeping | undefined;
  /** Where draws are told while chains run. */
  readonly following?: Following | undefined;
}

/** Who does the work of a fit: this thread, or worker threads. What comes out is the same. */
export interface Crew {
  /** Chains that run at the same time, at most. */
  readonly threads: number;
  /** Runs chains; in their order. Rejects with RunStopped where they were stopped before their ends. */
  runChains(tasks: readonly ChainTask[], hooks: RunHooks): Promise<ChainResult[]>;
  /** Summaries of every quantity, or of those from number `from` on, with intervals of a level. */
  summarise(draws: Draws, level: number, from?: number): Promise<Summary[]>;
  /** Ends the threads. */
  dismiss(): Promise<void>;
}
