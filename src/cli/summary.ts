import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { decimalNumber } from './numbers.ts';
import type { SummaryOptions } from './summaryRun.ts';

const examples = ['poolwise summary remission', 'poolwise summary remission --level 0.8'];

/** `poolwise summary`: a stored fit or comparison, printed and judged anew. */
export function summaryCommand(done: (code: number) => void): Command {
  return new Command('summary')
    .description('print the summary of a stored fit or comparison')
    .argument('<fit>', 'a folder that --out wrote, or its fit.json, laplace.json or compare.json')
    .option('--level <p>', 'level of the intervals; the stored one if left out', decimalNumber('--level'))
    .option('--effects', 'of a Laplace fit: all group effects, not the extremes')
    .option('--digest', 'of a posterior: print 32 digits that the same draws have everywhere, instead')
    .option('--json', 'print the file instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, options: SummaryOptions) => {
      const { runSummary } = await import('./summaryRun.ts');
      done(await runSummary(path, options));
    });
}
