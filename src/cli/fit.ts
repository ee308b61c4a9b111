import { Command } from 'commander';
import { threads } from '#threads';
import { isWorthThreads } from './fileSize.ts';
import type { FitOptions } from './fitOptions.ts';
import { modelHelp } from './helpTexts.ts';
import { addModelOptions, modelArguments } from './modelOptions.ts';
import { decimalNumber } from './numbers.ts';
import { addOutputFlags } from './outputFlags.ts';
import { addQueueFlags } from './queueFlags.ts';
import { addSamplingFlags } from './samplingOptions.ts';

const examples = [
  'poolwise simulate hospital --out hospital.csv',
  'poolwise fit hospital.csv "mobility ~ Age + Sex + (1 | DID)" --out mobility',
  'poolwise fit hospital.csv "remission ~ Age + (1 | DID)" --family bernoulli',
  'poolwise fit hospital.csv "ntumors ~ Age + (LengthofStay | DID)" \\',
  '  --family poisson --prior "b=normal(0,1)" --prior "sd=half_normal(1)"',
];

/** `poolwise fit`. Reports exit code 2 when the verdict is not to trust the draws. */
export function fitCommand(done: (code: number) => void): Command {
  const command = addModelOptions(new Command('fit').description('draw from the posterior of a mixed model'));
  addSamplingFlags(command)
    .option('--level <p>', 'level of the intervals', decimalNumber('--level'), 0.95)
    .option(
      '--pool <files...>',
      'further imputed files: each is fitted, and the draws are pooled; one fit a file',
    )
    .option(
      '--checkpoint <seconds>',
      'with --out: keep the run so far beside it every so often; 0 for never',
      decimalNumber('--checkpoint'),
      5,
    )
    .option('--resume', 'go on from the checkpoint of the same command, as if it had never stopped')
    .option('--warm-start <fit>', 'begin where the chains of a stored fit with the same parameters ended')
    .option('--prior-only', 'draw from the prior instead: the outcome is not looked at')
    .option('--no-data', 'leave the columns that the model reads out of --out');
  return addOutputFlags(addQueueFlags(command, 'chains'), {
    json: 'write fit.json there; - for standard output instead of the summary',
    out: 'write fit.json, draws.parquet, report.html and the data into a folder',
    quiet: 'no priors and no progress on standard error',
  })
    .addHelpText('after', () => modelHelp(examples))
    .action(async (first: string, second: string | undefined, options: FitOptions) => {
      const { data, formula } = modelArguments(first, second, options);
      if (samplesInThreads(data, options))
        threads.startEarly(Math.min(options.chains, options.workers ?? options.chains));
      const { declareImputed, printedStatements } = await import('./declareModel.ts');
      if (await printedStatements(formula, options)) return;
      const files = [data, ...(options.pool ?? [])];
      const models = await declareImputed(files, formula, options);
      const { runFit } = await import('./runFit.ts');
      done(await runFit(files, models, options));
    });
}

/** As far as it can be told before the file is read. */
function samplesInThreads(data: string, { sql, sums, queue, priorOnly }: FitOptions): boolean {
  const elsewhere = sql ?? sums ?? queue;
  return elsewhere === undefined && priorOnly !== true && isWorthThreads(data);
}
