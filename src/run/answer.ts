import type { Summary } from '../../diagnostics/summarise.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { type ChainResult, type ChainTask, type Progress, runChain } from './runChain.ts';

/** What a thread is asked, one thing at a time. */
export type Request = ChainRequest | SummaryRequest;

export interface ChainRequest {
  readonly kind: 'chain';
  readonly task: ChainTask;
}

/** Quantities `from` to before `to`. */
export interface SummaryRequest {
  readonly kind: 'summarise';
  readonly draws: Draws;
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** What comes of each kind of request. */
export interface Results {
  readonly chain: ChainResult;
  readonly summarise: readonly Summary[];
}

/**
 * What a thread says to a request: progress, then one last message. An error of the caller's making is data, so that
 * it keeps its details.
 */
export type Message =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly result: Results[Request['kind']] }
  | { readonly kind: 'refused'; readonly message: string; readonly details: InputError['details'] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Milliseconds between two progress messages of one chain. */
const progressInterval = 100;

/** The program of a thread, whatever platform it runs on: answers a request through `post`. */
export function answer(request: Request, post: (message: Message) => void): void {
  try {
    post({ kind: 'done', result: resultOf(request, post) });
  } catch (error) {
    if (error instanceof InputError)
      post({ kind: 'refused', message: error.message, details: error.details });
    else post({ kind: 'failed', error });
  }
}

function resultOf(request: Request, post: (message: Message) => void): Results[Request['kind']] {
  switch (request.kind) {
    case 'chain':
      return runTask(request.task, (progress) => post({ kind: 'progress', progress }));
    case 'summarise':
      return summariseDraws(request.draws, request.level, request.from, request.to);
  }
}

/** Runs one chain, telling of its progress now and then, and at its end. */
function runTask(task: ChainTask, tell: (progress: Progress) => void): ChainResult {
  const chain = runChain(task);
  let lastTold = performance.now();
  for (;;) {
    const step = chain.next();
    if (step.done) return step.value;
    const now = performance.now();
    if (now - lastTold < progressInterval && step.value.done < step.value.total) continue;
    lastTold = now;
    tell(step.value);
  }
}
