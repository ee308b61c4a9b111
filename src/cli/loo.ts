import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import type { LooFlags } from './looRun.ts';
import { decimalNumber, wholeNumber } from './numbers.ts';
import { addQueueFlags } from './queueFlags.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise loo remission',
  'poolwise loo remission --groups DID',
  'poolwise loo remission --scores',
  'poolwise loo remission --groups DID --exact',
  'poolwise loo linear curved --groups DID --as markdown',
];

/** `poolwise loo`. Reports exit code 2 where the numbers, or a fit, should not be trusted as they are. */
export function looCommand(done: (code: number) => void): Command {
  const command = new Command('loo')
    .description('predictive accuracy by leaving out rows or groups; of several fits, their comparison')
    .argument('<fits...>', 'folders that fit --out wrote')
    .option('--groups <factor>', 'leave out levels of this grouping factor, their effects integrated out')
    .option('--scores', 'of rows: RMSE, Brier, CRPS, R2, coverage by LOO-PIT, calibration')
    .option('--level <p>', 'level of the interval of R2', decimalNumber('--level'), 0.95)
    .option('--seed <text>', 'of the Bayesian bootstrap, and of PIT values of discrete outcomes', '1')
    .option('--exact', 'sample again without each point whose k-hat is too large')
    .option('--max-refits <n>', 'refuse more of them', wholeNumber('--max-refits'), 100)
    .option('--workers <n>', 'threads of refits; one a core if left out', wholeNumber('--workers'))
    .option('--quiet', 'no progress on standard error');
  return addTableFlags(addQueueFlags(command, 'refits of --exact'))
    .option('--json', 'print everything as JSON instead, a value a point')
    .addHelpText('after', () => examplesText(examples))
    .action(async (paths: string[], flags: LooFlags) => {
      const { runLoo } = await import('./looRun.ts');
      done(await runLoo(paths, flags));
    });
}
