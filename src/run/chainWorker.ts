import type { MessagePort } from 'node:worker_threads';
import { InputError } from '../errors.ts';
import { type ChainResult, type ChainTask, runChain } from './runChain.ts';

/** What a worker is sent, and what it answers: an error of the caller's making is data, so that it keeps its details. */
export interface WorkerRequest {
  readonly task: ChainTask;
  readonly port: MessagePort;
}

export type WorkerAnswer =
  | { readonly kind: 'done'; readonly result: ChainResult }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** Milliseconds between two progress messages of one chain. */
const progressInterval = 100;

/** Entry of a worker thread: runs one chain, sending progress through the port. */
export default function chainWorker({ task, port }: WorkerRequest): WorkerAnswer {
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
