import { Command } from 'commander';
import type { ExportFlags } from './exportRun.ts';
import { examplesText } from './helpTexts.ts';
import { wholeNumber } from './numbers.ts';

const examples = [
  'poolwise export remission --as csv',
  'poolwise export remission --as cmdstan --out remission-chains',
  'poolwise export remission --as command',
  'poolwise export remission --as arviz --predictive --thin 10 --out idata.json',
];

/** `poolwise export`: a stored fit's draws for other programs. Reports exit code 2 where they should not be trusted as they are. */
export function exportCommand(done: (code: number) => void): Command {
  return new Command('export')
    .description(
      "write a stored fit's draws for other programs (R, Python, Julia), or code that fits it again",
    )
    .argument('<fit>', 'a folder that --out wrote')
    .requiredOption(
      '--as <format>',
      'draws as cmdstan (a folder), arviz, arrow, parquet or csv; or code: command or script that draw them again, brms',
    )
    .option('--out <path>', 'where to; after the fit, in the current folder, if left out (code: printed)')
    .option('--thin <k>', 'keep one draw in k of each chain', wholeNumber('--thin'))
    .option('--predictive', 'of arviz: new outcomes at the rows of the data too')
    .option('--log-likelihood', 'of arviz: the log likelihood of every row too')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, options: ExportFlags) => {
      const { runExport } = await import('./exportRun.ts');
      done(await runExport(path, options));
    });
}
