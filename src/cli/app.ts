import { Command } from 'commander';
import type { AppFlags } from './appRun.ts';
import { examplesText } from './helpTexts.ts';
import { wholeNumber } from './numbers.ts';

const examples = ['poolwise app', 'poolwise app hospital.csv --open', 'poolwise app --port 8080'];

/** `poolwise app`: the workbench, served to the browsers of this machine until Ctrl-C. */
export function appCommand(): Command {
  return new Command('app')
    .description('serve the workbench to the browser of this machine: a model made by looking')
    .argument('[data]', 'a file that the page opens with')
    .option(
      '--port <n>',
      'port to listen at; the first free one from 7470 on if left out',
      wholeNumber('--port'),
    )
    .option('--open', 'open it in the browser too')
    .addHelpText('after', () => examplesText(examples))
    .action(async (data: string | undefined, flags: AppFlags) => {
      const { runApp } = await import('./appRun.ts');
      await runApp(data, flags);
    });
}
