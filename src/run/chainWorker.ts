import type { MessagePort } from 'node:worker_threads';
import type { Summary } from '../../diagnostics/summarise.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { InputError } from '../engine/errors.ts';
import { type ChainResult, type ChainTask, runChain } from './runChain.ts';

/** What a worker is sent. */
export type WorkerRequest = ChainRequest | SummaryRequest;

export interface ChainRequest {
  readonly kind: 'chain';
  readonly task: ChainTask;
  /** Progress goes there. */
  readonly port: MessagePort;
}

/** Quantities `from` to before `to`. */
export interface SummaryRequest {
  readonly kind: 'summarise';
  readonly draws: Draws;
  readonly from: number;
  readonly to: number;
}

/** What it answers to a chain: an error of the caller's making is data, so that it keeps its details. */
export type ChainAnswer =
  | { readonly kind: 'done'; readonly result: ChainResult }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** Milliseconds between two progress messages of one chain. */
const progressInterval = 100;

/** Entry of a worker thread. */
export default async function chainWorker(request: WorkerRequest): Promise<ChainAnswer | Summary[]> {
  if (request.kind === 'chain') return runTask(request);
  const { summariseDraws } = await import('./summaries.ts');
  return summariseDraws(request.draws, request.from, request.to);
}

/** Runs one chain, sending progress through the port. */
function runTask({ task, port }: ChainRequest): ChainAnswer {
  try {
    const chain = runChain(task);
    let lastSent = performance.now();
    for (;;) {
      const step = chain.next();
      if (step.done) return { kind: 'done', result: step.value };
      const now = performance.now();
      if (now - lastSent < progressInterval && step.value.done < step.value.total) continue;
      lastSent = now;
      port.postMessage(step.value);
    }
  } catch (error) {
    if (error instanceof InputError)
      return { kind: 'refused', message: error.message, details: error.details };
    throw error;
  } finally {
    port.close();
  }
}
