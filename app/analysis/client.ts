import { sentence } from '../texts/index.ts';
import type { FromWorker, Input, OperationName, Output, ProgressOf, RoomName, ToWorker } from './protocol.ts';

/** The user's own mistake, in one clear message. */
export class Refused extends Error {
  readonly details: unknown;

  constructor(message: string, details: unknown) {
    super(message);
    this.name = 'Refused';
    this.details = details;
  }
}

/** Nobody wants the answer any more. */
export class Aborted extends Error {}

/** The thread that computes has died; what it held is gone, and `restart` begins anew. */
export class WorkerLost extends Error {}

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: unknown) => void) | undefined;
}

/** The page's way to the analysis worker. */
export interface Analysis {
  /**
   * Runs an operation. Rejects with `Refused` for the user's mistakes, `Aborted` when the signal says so, `WorkerLost` when the
   * worker died meanwhile, and with another error for faults of ours.
   */
  call<Room extends RoomName, Name extends OperationName<Room>>(
    room: Room,
    name: Name,
    input: Input<Room, Name>,
    options?: CallOptions<ProgressOf<Room, Name>>,
  ): Promise<Output<Room, Name>>;
  /** Ends the worker, whatever it does, and starts a new one that knows nothing. */
  restart(): void;
  /** Called when the worker died by itself or was restarted. Returns how to stop listening. */
  onLost(listener: (why: string) => void): () => void;
}

export function startAnalysis(): Analysis {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(why: string) => void>();
  let [worker, next] = [startWorker(), 0];

  function lose(why: string): void {
    worker.terminate();
    worker = startWorker();
    for (const { reject } of waiting.values()) reject(new WorkerLost(why));
    waiting.clear();
    for (const listener of listeners) listener(why);
  }

  function startWorker(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(waiting, data);
    started.onerror = (event) => {
      event.preventDefault();
      lose(event.message ?? 'its program could not be loaded');
    };
    return started;
  }

  const post = (message: ToWorker): void => worker.postMessage(message);

  return {
    call(room, name, input, { signal, onProgress } = {}) {
      const id = next++;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new Aborted());
        signal?.addEventListener('abort', () => post({ kind: 'abort', id }), { once: true });
        waiting.set(id, {
          resolve: resolve as (output: unknown) => void,
          reject,
          onProgress: onProgress as ((progress: unknown) => void) | undefined,
        });
        post({ kind: 'call', id, room, name, input });
      });
    },
    restart: () => lose('it was ended'),
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function hear(waiting: Map<number, Waiting>, message: FromWorker): void {
  const call = waiting.get(message.id);
  if (call === undefined) return;
  if (message.kind === 'progress') call.onProgress?.(message.progress);
  else {
    waiting.delete(message.id);
    if (message.kind === 'done') call.resolve(message.output);
    else call.reject(errorOf(message));
  }
}

function errorOf(message: Extract<FromWorker, { kind: 'refused' | 'aborted' | 'failed' }>): Error {
  switch (message.kind) {
    case 'refused':
      return new Refused(sentence(message.message), message.details);
    case 'aborted':
      return new Aborted();
    case 'failed':
      return new Error(message.message);
  }
}
