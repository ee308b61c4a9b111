import { Command } from 'commander';
import type { ExtendFlags } from './extendRun.ts';
import { examplesText } from './helpTexts.ts';
import { wholeNumber } from './numbers.ts';

const examples = ['poolwise extend remission --chains 4', 'poolwise extend remission --out remission8'];

/** `poolwise extend`. Reports exit code 2 where the draws should not be trusted even so. */
export function extendCommand(done: (code: number) => void): Command {
  return new Command('extend')
    .description('add chains to a stored fit')
    .argument('<fit>', 'a folder that fit --out wrote')
    .option('--chains <n>', 'how many more', wholeNumber('--chains'), 4)
    .option('--workers <n>', 'threads; one a chain up to the cores if left out', wholeNumber('--workers'))
    .option('--out <folder>', 'another folder for the whole; the same if left out')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, options: ExtendFlags) => {
      const { runExtend } = await import('./extendRun.ts');
      done(await runExtend(path, options));
    });
}
