import type { Summary } from '../../diagnostics/summarise.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { help, leadAt, type TeamPlace } from '../engine/density/rowTeam.ts';
import { InputError } from '../engine/errors.ts';
import { isShared } from '../engine/sharedArrays.ts';
import type { ChainProgress } from './checkpoint/chainProgress.ts';
import { isStopping, type Watch, watchOver } from './checkpoint/watch.ts';
import { type ChainDraws, newDraws } from './follow.ts';
import { type ChainResult, type ChainTask, type Progress, runChain, type Target } from './runChain.ts';

/** What a thread is asked, one thing at a time. */
export type Request = ChainRequest | SummaryRequest | HelpRequest;

export interface ChainRequest {
  readonly kind: 'chain';
  readonly task: ChainTask;
  readonly watch: Watch | null;
  /** Numbers of quantities whose draws are told with the progress. */
  readonly follow: readonly number[] | null;
  /** Where its passes over the rows are shared with helpers; null where there are none. */
  readonly desk: { readonly team: TeamPlace; readonly number: number } | null;
}

/** To take part in the passes of other threads' chains, until the team is closed. */
export interface HelpRequest {
  readonly kind: 'help';
  readonly team: TeamPlace;
}

/** Quantities `from` to before `to`. */
export interface SummaryRequest {
  readonly kind: 'summarise';
  readonly draws: Draws;
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** A further chain of the target that the thread had last: it need not be sent, read and prepared again. */
export interface FurtherChain extends Omit<ChainRequest, 'kind' | 'task'> {
  readonly kind: 'further';
  readonly task: Omit<ChainTask, 'target'>;
}

/** A request, or word to the chain under way that it is to stop: for threads that share no memory with who says so. */
export type Asked = Request | FurtherChain | { readonly kind: 'stop' };

/** What comes of each kind of request. */
export interface Results {
  /** Null where the chain was stopped. */
  readonly chain: ChainResult | null;
  readonly summarise: readonly Summary[];
  readonly help: null;
}

/**
 * What a thread says to a request: progress, then one last message. An error of the caller's making is data, so that
 * it keeps its details.
 */
export type Message =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'followed'; readonly draws: ChainDraws }
  | { readonly kind: 'kept'; readonly progress: ChainProgress }
  | { readonly kind: 'done'; readonly result: Results[Request['kind']] }
  | { readonly kind: 'refused'; readonly message: string; readonly details: InputError['details'] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Milliseconds between two progress messages of one chain, and between two looks at messages to it. */
const progressInterval = 100;

/** Of the chain under way, where it lies in this thread's own memory. */
let ownFlag: Int32Array | null = null;

/** Of the chain that was asked for last: what is compiled for one of its chains serves the next. */
let lastTarget: Target | null = null;

/** The program of a thread, whatever platform it runs on: answers a request through `post`. */
export async function answer(asked: Asked, post: (message: Message) => void): Promise<void> {
  if (asked.kind === 'stop') {
    if (ownFlag !== null) Atomics.store(ownFlag, 0, 1);
    return;
  }
  try {
    post({ kind: 'done', result: await resultOf(asked, post) });
  } catch (error) {
    if (error instanceof InputError)
      post({ kind: 'refused', message: error.message, details: error.details });
    else post({ kind: 'failed', error });
  }
}

function resultOf(
  request: Request | FurtherChain,
  post: (message: Message) => void,
): Results[Request['kind']] | Promise<Results[Request['kind']]> {
  switch (request.kind) {
    case 'chain':
      lastTarget = request.task.target;
      return runTask(request, post);
    case 'further':
      if (lastTarget === null) throw new RangeError('answer: a further chain before the first');
      return runTask({ ...request, kind: 'chain', task: { ...request.task, target: lastTarget } }, post);
    case 'summarise':
      return summariseDraws(request.draws, request.level, request.from, request.to);
    case 'help':
      help(request.team);
      return null;
  }
}

/** Runs one chain, telling of its progress now and then, and at its end; null where it is stopped. */
async function runTask(
  { task, watch, follow, desk }: ChainRequest,
  post: (message: Message) => void,
): Promise<ChainResult | null> {
  if (desk !== null) leadAt(desk.team, desk.number);
  if (isStopping(watch)) return null;
  ownFlag = watch === null || isShared(watch.stop) ? null : watch.stop;
  const stops = watchOver(watch, (progress) => post({ kind: 'kept', progress }));
  const newOf = newDraws(follow, { chain: task.chain, draws: task.settings.draws });
  const chain = runChain(task);
  let lastTold = performance.now();
  for (;;) {
    const step = chain.next();
    if (step.done) return step.value;
    const { progress } = step.value;
    const now = performance.now();
    if (stops(step.value, now)) return null;
    if (now - lastTold < progressInterval && progress.done < progress.total) continue;
    lastTold = now;
    post({ kind: 'progress', progress });
    const draws = newOf(step.value);
    if (draws !== null) post({ kind: 'followed', draws });
    if (ownFlag !== null) await messages();
  }
}

/** Lets the messages be heard that have come meanwhile. */
const messages = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
