#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../engine/errors.ts';
import { version } from '../report/version.ts';
import { compareCommand } from './compare.ts';
import { explainCommand } from './explain.ts';
import { fitCommand } from './fit.ts';
import { Interrupted } from './interrupt.ts';
import { laplaceCommand } from './laplace.ts';
import { simulateCommand } from './simulate.ts';
import { summaryCommand } from './summary.ts';

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
    compareCommand(done),
    explainCommand(),
    simulateCommand(),
    summaryCommand(done),
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
    process.stderr.write(
      `poolwise: this is our fault, please report it\n${(error as Error).stack ?? error}\n`,
    );
    return 3;
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe; that is no reason to stop writing files. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`output: cannot write to standard output (${error.code ?? error.message})\n`);
  process.exit(1);
}

process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
