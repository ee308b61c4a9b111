import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import { examplesText } from './helpTexts.ts';
import { decimalNumber, wholeNumber } from './numbers.ts';
import { addTableFlags } from './tableFlags.ts';
import type { TableFlags } from './tableRun.ts';

const examples = [
  'poolwise table remission',
  'poolwise table remission laplace-folder --as markdown',
  'poolwise table remission --label Age="Age (years)" --exclude Intercept \\',
  '  --out remission.tex',
];

/** `poolwise table`. Reports exit code 2 where a fit should not be trusted as it is. */
export function tableCommand(done: (code: number) => void): Command {
  const command = new Command('table')
    .description('print stored fits as articles do: estimates, p-values, odds or rate ratios')
    .argument('<fits...>', 'folders that --out wrote; several stand side by side')
    .option('--level <p>', 'level of the intervals; 0.95 if left out', decimalNumber('--level'))
    .option('--digits <n>', 'significant digits of standard errors', wholeNumber('--digits'), 3)
    .option('--centre <what>', 'what stands for a posterior: mean or median', 'mean')
    .option('--label <name=words>', 'words for a parameter; may be repeated', labelled, {})
    .option('--only <names...>', 'show these parameters alone')
    .option('--exclude <names...>', 'leave these parameters out');
  return addTableFlags(command)
    .addHelpText('after', () => examplesText(examples))
    .action(async (paths: string[], options: TableFlags) => {
      const { runTable } = await import('./tableRun.ts');
      done(await runTable(paths, options));
    });
}

function labelled(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InputError(`--label: expected NAME=WORDS such as Age="Age (years)", got "${text}"`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
