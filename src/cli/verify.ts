import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { addModelOptions, modelArguments } from './modelOptions.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';
import { addOutputFlags } from './outputFlags.ts';
import { addQueueFlags } from './queueFlags.ts';
import type { VerifyOptions } from './verifyOptions.ts';

const examples = [
  'poolwise verify falls.csv "falls ~ age + (1 | ward)" --family poisson \\',
  '  --prior "b=normal(0,0.5)" --prior "sd=half_normal(1)" --out verified',
];

/** `poolwise verify`. Reports exit code 2 when the draws are not calibrated. */
export function verifyCommand(done: (code: number) => void): Command {
  const command = addModelOptions(
    new Command('verify').description(
      'simulate data of this shape from the priors, fit them, and test whether the draws are calibrated',
    ),
  )
    .option('--data-sets <n>', 'simulated data sets', wholeNumber('--data-sets'), 200)
    .option('--draws <n>', 'draws that the truth is ranked among', wholeNumber('--draws'), 63)
    .option('--warmup <n>', 'draws a chain adapts for', wholeNumber('--warmup'), 300)
    .option('--posterior', 'truths from the posterior of the data as they are, not from the priors')
    .option('--seed <seed>', 'same seed, same ranks', someText('--seed'), '1')
    .option('--sampler <name>', 'as for fit', 'auto')
    .option('--metric <kind>', "diagonal or dense; the sampler's own choice if left out")
    .option('--target-accept <p>', 'target acceptance, between 0 and 1', decimalNumber('--target-accept'))
    .option('--max-depth <n>', 'a trajectory has at most 2^n steps', wholeNumber('--max-depth'))
    .option('--workers <n>', 'threads; one a core if left out', wholeNumber('--workers'))
    .option('--level <p>', 'chance that calibrated draws fail', decimalNumber('--level'), 1e-4)
    .option('--warn-level <p>', 'chance that they are doubted', decimalNumber('--warn-level'), 0.01);
  return addOutputFlags(addQueueFlags(command, 'data sets'), {
    json: 'write verify.json there; - for standard output instead of the text',
    out: 'keep data sets there as they are done, to go on from; then verify.json, verify.html',
    quiet: 'no progress on standard error',
  })
    .addHelpText('after', () => examplesText(examples))
    .action(async (first: string, second: string | undefined, options: VerifyOptions) => {
      const { data, formula } = modelArguments(first, second, options);
      const { declareModel, printedStatements } = await import('./declareModel.ts');
      if (await printedStatements(formula, options)) return;
      const model = await declareModel(data, formula, options);
      const { runVerify } = await import('./verifyRun.ts');
      done(await runVerify(data, model, options));
    });
}
