import { exitCodeOf, type StopSignal } from './commandThread.ts';

/** The user asked the program to stop. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal, words = 'interrupted, nothing was written') {
    super(words);
    this.name = 'Interrupted';
    this.exitCode = exitCodeOf(signal);
  }
}

const controller = new AbortController();

/** Aborted by Ctrl-C and SIGTERM, its reason an `Interrupted`; for whatever takes long and lets other events in between. */
export const interruption: AbortSignal = controller.signal;

/** Of a run that can be stopped and leave something of use; null while there is none. */
let running: { readonly controller: AbortController; readonly words: string } | null = null;

let received: StopSignal = 'SIGINT';

/**
 * Runs what a signal ends early rather than at once; the reason of what it is handed is an `Interrupted`.
 * @param words what is done before the end, for who sent the signal
 */
export async function stoppable<Result>(
  run: (stop: AbortSignal) => Promise<Result>,
  words = 'keeping the draws so far',
): Promise<Result> {
  const own = new AbortController();
  running = { controller: own, words };
  try {
    return await run(own.signal);
  } finally {
    running = null;
  }
}

/** What a command throws that was stopped and has kept something. */
export function interruptedAfter(words: string): Interrupted {
  return new Interrupted(received, words);
}

/** Stops the command, where it listens; says what it does first, null where it does nothing more. */
export function interrupt(signal: StopSignal): string | null {
  received = signal;
  (running?.controller ?? controller).abort(new Interrupted(signal));
  return running?.words ?? null;
}
