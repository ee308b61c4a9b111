import { exitCodeOf, type StopSignal } from './commandThread.ts';

/** The user asked the program to stop. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super('interrupted, nothing was written');
    this.name = 'Interrupted';
    this.exitCode = exitCodeOf(signal);
  }
}

const controller = new AbortController();

/** Aborted by Ctrl-C and SIGTERM, its reason an `Interrupted`; for whatever takes long and lets other events in between. */
export const interruption: AbortSignal = controller.signal;

/** Stops the command, where it listens. */
export function interrupt(signal: StopSignal): void {
  controller.abort(new Interrupted(signal));
}
