import { createReadStream, type ReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { CommandMessage, CommandStart, StopSignal, Terminal } from './commandThread.ts';
import { interrupt } from './interrupt.ts';
import { runProgram } from './program.ts';

/** Streams of a thread are not connected to a terminal themselves; what prints asks them all the same. */
function standFor(stream: NodeJS.WriteStream, { isTTY, columns }: Terminal): void {
  Object.assign(stream, { isTTY, columns });
}

const start = workerData as CommandStart;
standFor(process.stdout, start.stdout);
standFor(process.stderr, start.stderr);
// a thread's own standard input is empty; this is the program's, opened when somebody asks for it
let input: ReadStream | undefined;
Object.defineProperty(process, 'stdin', {
  get: () => {
    input ??= createReadStream('', { fd: 0, autoClose: false });
    return input;
  },
});

const tell = (message: CommandMessage): void => parentPort?.postMessage(message);
parentPort?.on('message', (signal: StopSignal) => {
  const finishing = interrupt(signal);
  tell({ kind: finishing === null ? 'stopping' : 'finishing' });
  // through the stream that its last words go through, so that they come after it
  if (finishing !== null)
    process.stderr.write(`poolwise: stopping, and ${finishing}; once more to end at once\n`);
});
parentPort?.unref();
tell({ kind: 'ended', code: await runProgram(start.argv) });
