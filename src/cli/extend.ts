import { Command } from 'commander';
import type { ExtendFlags } from './extendRun.ts';
import { examplesText } from './helpTexts.ts';
import { wholeNumber } from './numbers.ts';

const examples = [
  'poolwise extend remission --draws 2000',
  'poolwise fit --extend remission --draws 2000',
  'poolwise extend remission --chains 4 --out remission8',
];

/** `poolwise extend`. Reports exit code 2 where the draws should not be trusted even so. */
export function extendCommand(done: (code: number) => void): Command {
  return new Command('extend')
    .description('add draws or chains to a stored fit')
    .argument('<fit>', 'a folder that fit --out wrote')
    .option(
      '--draws <n>',
      'how many more draws of every chain, which goes on from where it stood',
      wholeNumber('--draws'),
    )
    .option(
      '--chains <n>',
      'how many more chains; 4 if left out, none beside --draws',
      wholeNumber('--chains'),
    )
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
