import { createReadStream, type ReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Command, CommanderError } from 'commander';
import { InputError } from '../engine/errors.ts';
import { version } from '../report/version.ts';
import type { CommandMessage, CommandStart, StopSignal, Terminal } from './commandThread.ts';
import { compareCommand } from './compare.ts';
import { completionCommand } from './completion.ts';
import { effectsCommand } from './effects.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { extendCommand } from './extend.ts';
import { describeFault } from './fault.ts';
import { fitCommand } from './fit.ts';
import { hypothesisCommand } from './hypothesis.ts';
import { Interrupted, interrupt } from './interrupt.ts';
import { laplaceCommand } from './laplace.ts';
import { lrtCommand } from './lrt.ts';
import { plotCommand } from './plot.ts';
import { predictCommand } from './predict.ts';
import { rankingCommand } from './ranking.ts';
import { simulateCommand } from './simulate.ts';
import { summaryCommand } from './summary.ts';
import { tableCommand } from './table.ts';
import { varianceCommand } from './variance.ts';

/**
 * 0 done, 1 the user's mistake, 2 a fit that should not be trusted as it is, 3 our fault. Commands load what they run
 * on only when they run, so that help and most mistakes come at once.
 */
async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const done = (outcome: number): void => {
    code = outcome;
  };
  const program = new Command('poolwise')
    .description('Bayesian generalized linear mixed models: a formula and a table in, posterior draws out')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError();
  for (const command of [
    fitCommand(done),
    laplaceCommand(done),
    lrtCommand(done),
    compareCommand(done),
    explainCommand(),
    simulateCommand(done),
    summaryCommand(done),
    plotCommand(done),
    predictCommand(done),
    tableCommand(done),
    rankingCommand(done),
    effectsCommand(done),
    hypothesisCommand(done),
    exportCommand(done),
    varianceCommand(done),
    extendCommand(done),
    completionCommand(),
  ])
    program.addCommand(command.exitOverride());
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    if (error instanceof Interrupted) {
      process.stderr.write(`poolwise: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(`${describeFault(error)}\n`);
    return 3;
  }
}

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
  tell({ kind: 'stopping' });
  interrupt(signal);
});
parentPort?.unref();
tell({ kind: 'ended', code: await main(start.argv) });
