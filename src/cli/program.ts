import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { InputError } from '../engine/errors.ts';
import { version } from '../report/version.ts';
import { appCommand } from './app.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { completionCommand } from './completion.ts';
import { effectsCommand } from './effects.ts';
import { evidenceCommand } from './evidence.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { extendCommand } from './extend.ts';
import { describeFault } from './fault.ts';
import { fitCommand } from './fit.ts';
import { hypothesisCommand } from './hypothesis.ts';
import { Interrupted } from './interrupt.ts';
import { kfoldCommand } from './kfold.ts';
import { laplaceCommand } from './laplace.ts';
import { looCommand } from './loo.ts';
import { lrtCommand } from './lrt.ts';
import { plotCommand } from './plot.ts';
import { predictCommand } from './predict.ts';
import { queueCommand } from './queue.ts';
import { rankingCommand } from './ranking.ts';
import { simulateCommand } from './simulate.ts';
import { summaryCommand } from './summary.ts';
import { tableCommand } from './table.ts';
import { varianceCommand } from './variance.ts';
import { verifyCommand } from './verify.ts';
import { workerCommand } from './worker.ts';

/** A database where a command takes none: what to do instead. */
function withAdvice(command: string): OutputConfiguration {
  const advice = `${command}: --sql and --sums are for fit, laplace, explain and verify, whose --out folders other commands read; or write the rows into a file\n`;
  return {
    outputError: (text, write) => write(/unknown option '--(?:sql|sums)'/.test(text) ? advice : text),
  };
}

/**
 * Runs a command and returns its exit code: 0 done, 1 the user's mistake, 2 a fit that should not be trusted as it is, 3 our fault. Commands load what they run
 * on only when they run, so that help and most mistakes come at once.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
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
    looCommand(done),
    kfoldCommand(done),
    evidenceCommand(done),
    extendCommand(done),
    checkCommand(done),
    verifyCommand(done),
    workerCommand(),
    queueCommand(),
    appCommand(),
    completionCommand(),
  ])
    program.addCommand(command.exitOverride().configureOutput(withAdvice(command.name())));
  try {
    await program.parseAsync(extending(argv), { from: 'user' });
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

/** `fit --extend FIT` is `extend FIT`. */
function extending([command, ...rest]: readonly string[]): string[] {
  const at = rest.indexOf('--extend');
  if (command !== 'fit' || at < 0) return command === undefined ? [] : [command, ...rest];
  return ['extend', ...rest.slice(0, at), ...rest.slice(at + 1)];
}
