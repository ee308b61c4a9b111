import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import type { CheckModelFlags } from './checkModelRun.ts';
import type { CheckFlags } from './checkRun.ts';
import { examplesText } from './helpTexts.ts';

const examples = [
  'poolwise check remission',
  'poolwise check remission --tries none --json',
  'poolwise check remission --tries 60 --out better',
  'poolwise check remission --predictive',
  'poolwise check remission --predictive --prior',
];

/** What goes with one of the two questions alone. */
const others = {
  predictive: ['tries', 'out', 'force'],
  chains: ['seed', 'prior'],
} as const;

interface Asked {
  readonly predictive?: boolean;
}

/** `poolwise check`. Reports exit code 2 where the fit should not be trusted as it is. */
export function checkCommand(done: (code: number) => void): Command {
  return new Command('check')
    .description('say what is wrong with a stored fit, why, and what helps')
    .argument('<fit>', 'a folder that fit --out or laplace --out wrote')
    .option('--tries <s>', 'seconds that a remedy may take by its forecast, or none', '10')
    .option('--predictive', 'ask instead whether the model makes data like these')
    .option('--prior', 'with --predictive: whether the priors alone make data like these')
    .option('--seed <text>', 'of the data sets that --predictive draws', '1')
    .option('--json', 'print the findings as JSON instead')
    .option('--out <folder>', 'keep the fit of the remedy that helped')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .addHelpText('after', () => examplesText(examples))
    .action(
      async (
        path: string,
        { predictive = false, ...flags }: CheckFlags & CheckModelFlags & Asked,
        command: Command,
      ) => {
        refuseIdle(command, predictive);
        if (predictive) {
          const { runCheckModel } = await import('./checkModelRun.ts');
          done(await runCheckModel(path, flags));
          return;
        }
        const { runCheck } = await import('./checkRun.ts');
        done(await runCheck(path, flags));
      },
    );
}

/** Throws InputError for an option that would not be looked at. */
function refuseIdle(command: Command, predictive: boolean): void {
  const idle = others[predictive ? 'predictive' : 'chains'].find(
    (name) => command.getOptionValueSource(name) === 'cli',
  );
  if (idle === undefined) return;
  throw new InputError(
    predictive
      ? `check: --predictive has no use for --${idle}, which goes with what is asked of the chains`
      : `check: --${idle} goes with --predictive`,
  );
}
