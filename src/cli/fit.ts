import { Command } from 'commander';
import type { FitOptions } from './fitOptions.ts';
import { modelHelp } from './helpTexts.ts';
import { addModelOptions } from './modelOptions.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';

const examples = [
  'poolwise simulate hospital --out hospital.csv',
  'poolwise fit hospital.csv "mobility ~ Age + Sex + (1 | DID)" --out mobility',
  'poolwise fit hospital.csv "remission ~ Age + (1 | DID)" --family bernoulli',
  'poolwise fit hospital.csv "ntumors ~ Age + (LengthofStay | DID)" \\',
  '  --family poisson --prior "b=normal(0,1)" --prior "sd=half_normal(1)"',
];

/** `poolwise fit`. Reports exit code 2 when the verdict is not to trust the draws. */
export function fitCommand(done: (code: number) => void): Command {
  return addModelOptions(new Command('fit').description('draw from the posterior of a mixed model'))
    .option('--chains <n>', 'independent chains', wholeNumber('--chains'), 4)
    .option(
      '--warmup <n>',
      "draws a chain adapts for, not kept; the sampler's own choice if left out",
      wholeNumber('--warmup'),
    )
    .option('--draws <n>', 'draws kept, a chain', wholeNumber('--draws'), 1000)
    .option('--seed <seed>', 'same seed, same draws', someText('--seed'), '1')
    .option('--sampler <name>', 'auto, collapsed, reference, whitened, nuts or laplace', 'auto')
    .option('--metric <kind>', "diagonal or dense; the sampler's own choice if left out")
    .option('--target-accept <p>', 'target acceptance, between 0 and 1', decimalNumber('--target-accept'))
    .option('--max-depth <n>', 'a trajectory has at most 2^n steps', wholeNumber('--max-depth'))
    .option('--workers <n>', 'threads; one a chain up to the cores if left out', wholeNumber('--workers'))
    .option('--level <p>', 'level of the intervals', decimalNumber('--level'), 0.95)
    .option('--json <file>', 'write fit.json there; - for standard output instead of the summary')
    .option('--out <folder>', 'write fit.json, draws.parquet and report.html into a folder')
    .option('--force', 'replace what stands where --json or --out point, whoever wrote it')
    .option('--quiet', 'no priors and no progress on standard error')
    .addHelpText('after', () => modelHelp(examples))
    .action(async (data: string, formula: string, options: FitOptions) => {
      const { declareModel } = await import('./declareModel.ts');
      const model = await declareModel(data, formula, options);
      const { runFit } = await import('./runFit.ts');
      done(await runFit(data, model, options));
    });
}
