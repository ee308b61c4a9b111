import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import { kindWords } from '../report/plotFit/kindWords.ts';
import { examplesText } from './helpTexts.ts';
import { addModelFlags } from './modelOptions.ts';
import { decimalNumber, wholeNumber } from './numbers.ts';
import type { PlotFlags } from './plotRun.ts';

const examples = [
  'poolwise plot trace remission -o trace.svg',
  'poolwise plot density remission --parameters b_Age,b_IL6 -o age.svg',
  'poolwise plot effect remission --variable Age --by Married -o age.png',
  'poolwise plot caterpillar remission --group DID --theme dark -o doctors.png',
  'poolwise plot z hospital.csv "remission ~ Age + (1 | DID)" \\',
  '  --family bernoulli -o z.svg',
];

function kindsText(): string {
  const longest = Math.max(...Object.keys(kindWords).map((name) => name.length));
  const lines = Object.entries(kindWords).map(([name, words]) => `  ${name.padEnd(longest)}  ${words}`);
  return `\nKinds:\n${lines.join('\n')}`;
}

const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** `poolwise plot`: a picture of a stored fit, or of a model's design, as SVG or PNG. */
export function plotCommand(done: (code: number) => void): Command {
  const command = new Command('plot')
    .description('draw a stored fit: traces, densities, intervals, levels, lines')
    .argument('<kind>', `what to draw: ${Object.keys(kindWords).join(', ')}`)
    .argument('<fit...>', 'a folder that --out wrote; of z also a table and a formula')
    .option('-o, --out <file>', 'file to write, .svg or .png; SVG on standard output if left out')
    .option(
      '--parameters <names>',
      'names with commas between them; all of the population if left out',
      names,
    )
    .option('--group <factor>', 'grouping factor; the first if left out')
    .option('--coef <name>', 'which of its coefficients; the first if left out')
    .option('--levels <names>', 'its levels, with commas between them', names)
    .option('--variable <name>', 'variable along the x axis')
    .option('--by <name>', 'variable with a curve for each of its levels')
    .option('--groups <rule>', 'of curves: typical or averaged; both if left out')
    .option('--level <p>', 'level of intervals; 0.95 if left out', decimalNumber('--level'))
    .option('--title <text>', 'title in the place of the usual one')
    .option('--width <pixels>', '640 if left out', wholeNumber('--width'))
    .option('--height <pixels>', 'by what is drawn if left out', wholeNumber('--height'))
    .option('--theme <name>', 'light, dark, print or auto (as the reader has it)', 'light')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .addHelpText('after', () => [kindsText(), examplesText(examples)].join('\n'));
  return withModelFlags(command).action(
    async (kind: string, [path, ...formula]: readonly string[], flags: PlotFlags) => {
      const { runPlot } = await import('./plotRun.ts');
      if (formula.length > 1)
        throw new InputError(
          `plot: expected one fit, or a table and a formula in quotes, got ${[path, ...formula].join(' ')}`,
        );
      done(await runPlot({ kind, path, formula: formula[0] }, flags));
    },
  );
}

/** Flags that declare a model, after a formula only. */
function withModelFlags(command: Command): Command {
  const own = command.options.length;
  return addModelFlags(command).hook('preAction', (_, action) => {
    if (action.args.length > 2) return;
    const given = action.options
      .slice(own)
      .find((option) => action.getOptionValueSource(option.attributeName()) === 'cli');
    if (given !== undefined)
      throw new InputError(`plot: ${given.long} goes with a table and a formula; a stored fit has its model`);
  });
}
