import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import type { KFoldFlags } from './kfoldRun.ts';
import { wholeNumber } from './numbers.ts';
import { addQueueFlags } from './queueFlags.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise kfold remission',
  'poolwise kfold remission --groups DID',
  'poolwise kfold remission --groups DID --folds each',
  'poolwise kfold linear curved --stratify Sex',
];

/** `poolwise kfold`. Reports exit code 2 where a refit, or the fit, should not be trusted. */
export function kfoldCommand(done: (code: number) => void): Command {
  const command = new Command('kfold')
    .description(
      'predictive accuracy by sampling again without each tenth of the rows or groups; of several fits, their comparison',
    )
    .argument('<fits...>', 'folders that fit --out wrote')
    .option('--folds <k>', 'how many, or "each" to leave points out one by one', '10')
    .option(
      '--groups <factor>',
      'leave out whole levels of this grouping factor, their effects integrated out',
    )
    .option('--stratify <column>', 'give every fold of rows a like share of its values')
    .option('--seed <text>', 'of the dealing into folds', '1')
    .option('--chains <n>', 'of each refit; as the fit had if left out', wholeNumber('--chains'))
    .option('--draws <n>', 'a chain; as the fit had if left out', wholeNumber('--draws'))
    .option('--workers <n>', 'threads of refits; one a core if left out', wholeNumber('--workers'))
    .option('--quiet', 'no progress on standard error');
  return addTableFlags(addQueueFlags(command, 'refits'))
    .option('--json', 'print everything as JSON instead, a value a point')
    .addHelpText('after', () => examplesText(examples))
    .action(async (paths: string[], flags: KFoldFlags) => {
      const { runKFold } = await import('./kfoldRun.ts');
      done(await runKFold(paths, flags));
    });
}
