import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import { modelHelp } from './helpTexts.ts';
import type { LrtOptions } from './lrtOptions.ts';
import { addModelFlags } from './modelOptions.ts';
import { someText, wholeNumber } from './numbers.ts';
import { addQueueFlags } from './queueFlags.ts';

const examples = [
  'poolwise lrt sleepstudy.csv "Reaction ~ Days + (1 | Subject)" \\',
  '  "Reaction ~ Days + (Days | Subject)" --bootstrap 1000',
];

/** `poolwise lrt`. Reports exit code 2 where a fit did not converge. */
export function lrtCommand(done: (code: number) => void): Command {
  const command = new Command('lrt')
    .description('likelihood-ratio tests of nested models, each fitted by maximum likelihood')
    .argument(
      '<data>',
      'table: CSV, TSV, XLSX, Parquet, Arrow, JSON, gz too, told by content; - for standard input',
    )
    .argument('<formulas...>', 'two formulas or more, each in quotes');
  addModelFlags(command)
    .option('--quadrature <n>', "nodes a coefficient; 1 is Laplace's method", wholeNumber('--quadrature'), 1)
    .option('--bootstrap <n>', 'p values from n simulated data sets too', wholeNumber('--bootstrap'))
    .option('--seed <seed>', 'of the bootstrap: same seed, same p', someText('--seed'), '1');
  return addQueueFlags(command, 'replicates of --bootstrap')
    .option('--json <file>', 'write the tests as JSON; - for standard output instead of the table')
    .option('--force', 'replace what stands where --json points, whoever wrote it')
    .option('--quiet', 'no notes and no progress on standard error')
    .addHelpText('after', () => modelHelp(examples))
    .action(async (data: string, formulas: string[], options: LrtOptions) => {
      checkFormulas(data, formulas);
      const { declareModels } = await import('./declareModel.ts');
      const models = await declareModels(data, formulas, options);
      const { runLrt } = await import('./lrtRun.ts');
      done(await runLrt(data, models, options));
    });
}

/** A single formula has nothing to be tested against; a word without ~ is a file, or a formula without its quotes. */
function checkFormulas(data: string, formulas: readonly string[]): void {
  if (data.includes('~'))
    throw new InputError('lrt: the data file comes first, then the formulas, each in quotes');
  const other = formulas.find((formula) => !formula.includes('~'));
  if (other !== undefined)
    throw new InputError(
      `lrt: expected formulas in quotes after the data file, got "${other}"; stored fits lack the data that a test needs`,
    );
  if (formulas.length < 2)
    throw new InputError(`lrt: expected two formulas or more, got only "${formulas[0]}"`);
}
