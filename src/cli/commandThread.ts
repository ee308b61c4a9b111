import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { describeFault } from './fault.ts';

/** What the thread of a command is started with. */
export interface CommandStart {
  readonly argv: readonly string[];
  readonly stdout: Terminal;
  readonly stderr: Terminal;
}

/** What a stream is connected to. */
export interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** What it tells. */
export type CommandMessage =
  /** It has noticed that it is to stop, and is about to. */
  | { readonly kind: 'stopping' }
  /** The same, but what it has so far is of use: it writes that first, however long it takes. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'phase'; readonly phase: Phase | null }
  | { readonly kind: 'ended'; readonly code: number };

/** Something long in which the thread itself cannot speak. */
export interface Phase {
  readonly text: string;
  /** As forecast. */
  readonly seconds: number;
}

/** Signals that end a command, as it is told of them. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Exit codes of signals are 128 and their number: 130 for Ctrl-C. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}

/** Milliseconds in which a thread that is not computing notices a signal, and that one needs to clear away. */
const patience = { notice: 250, clear: 3000, terminate: 150 } as const;

/**
 * Runs a command in a thread of its own, and returns its exit code. This thread only passes on what it prints and waits
 * for signals, so that Ctrl-C ends any computation at once: what writes files notices the signal and clears away, what
 * does not notice it has no files open and is ended. Chains whose results go into a folder stop, and what they have is written.
 */
export async function runInThread(argv: readonly string[]): Promise<number> {
  const start: CommandStart = { argv, stdout: terminal(process.stdout), stderr: terminal(process.stderr) };
  const worker = new Worker(new URL('./command.js', import.meta.url), {
    workerData: start,
    stdout: true,
    stderr: true,
  });
  const output = { broken: null as string | null };
  const printed = [
    forward(worker.stdout, process.stdout, (error) => {
      output.broken = brokenOutput(error);
    }),
    forward(worker.stderr, process.stderr, () => {}),
  ];
  const unwatch = stopOnSignals(worker);
  tellPhases(worker);
  const code = await endOf(worker);
  unwatch();
  await Promise.all(printed);
  if (output.broken === null) return code;
  process.stderr.write(`${output.broken}\n`);
  return code === 0 || code === 2 ? 1 : code;
}

/** The code it ends with; 3, and a line why, where it dies. */
async function endOf(worker: Worker): Promise<number> {
  let code: number | null = null;
  worker.on('message', (message: CommandMessage) => {
    if (message.kind === 'ended') code = message.code;
  });
  worker.on('error', (error: unknown) => {
    if (code !== null) return;
    code = 3;
    process.stderr.write(`${describeFault(error)}\n`);
  });
  await once(worker, 'exit');
  return code ?? 3;
}

/** Seconds between two lines about one phase. */
const pause = 10;

/** Says what phase begins, and now and then how far it is. */
function tellPhases(worker: Worker): void {
  let timer: NodeJS.Timeout | undefined;
  worker.on('exit', () => clearInterval(timer));
  worker.on('message', (message: CommandMessage) => {
    if (message.kind !== 'phase') return;
    clearInterval(timer);
    const { phase } = message;
    if (phase === null) return;
    const started = performance.now();
    process.stderr.write(`${phase.text}\n`);
    timer = setInterval(() => {
      const gone = Math.round((performance.now() - started) / 1000);
      const left = Math.ceil(phase.seconds - gone);
      process.stderr.write(`${gone} s gone, ${left > 0 ? `about ${left} s left` : 'longer than forecast'}\n`);
    }, 1000 * pause);
  });
}

/** Passes on what is written until it ends; what can no longer be written is read and dropped. */
async function forward(from: Readable, to: Writable, onError: (error: Error) => void): Promise<void> {
  let open = true;
  to.on('error', (error) => {
    if (open) onError(error);
    open = false;
    from.resume();
  });
  from.on('data', (chunk: Uint8Array) => {
    if (!open || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
  await once(from, 'end');
}

/** A reader that has seen enough, such as `head`, closes the pipe; that is no mishap. */
export function brokenOutput(error: NodeJS.ErrnoException): string | null {
  if (error.code === 'EPIPE') return null;
  return `output: cannot write to standard output (${error.code ?? error.message})`;
}

/** Ends the program at the first signal, as gently as the thread allows, and at the second at once. Returns how to stop waiting for one. */
function stopOnSignals(worker: Worker): () => void {
  let stopping = false;
  const stop = (signal: StopSignal): void => {
    if (stopping) return void killSelf(worker, signal);
    stopping = true;
    worker.postMessage(signal);
    const force = (): void => {
      worker.stderr.removeAllListeners('data').resume(); // what it says from here on is no longer so
      process.stderr.write('poolwise: interrupted, nothing was written\n');
      void killSelf(worker, signal);
    };
    let timer = setTimeout(force, patience.notice);
    worker.on('message', ({ kind }: CommandMessage) => {
      clearTimeout(timer);
      if (kind === 'stopping') timer = setTimeout(force, patience.clear);
    });
    worker.on('exit', () => clearTimeout(timer));
  };
  const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/** Exits; by the signal itself where the thread cannot be ended, deep in a function of the engine's own. */
async function killSelf(worker: Worker, signal: StopSignal): Promise<void> {
  setTimeout(() => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }, patience.terminate);
  await worker.terminate();
  process.exit(exitCodeOf(signal));
}

function terminal(stream: NodeJS.WriteStream): Terminal {
  return { isTTY: stream.isTTY === true, columns: stream.columns };
}
