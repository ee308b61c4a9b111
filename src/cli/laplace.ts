import { Command } from 'commander';
import { modelHelp } from './helpTexts.ts';
import type { LaplaceCommandOptions } from './laplaceOptions.ts';
import { addModelOptions, modelArguments } from './modelOptions.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';
import { addOutputFlags } from './outputFlags.ts';
import { addQueueFlags } from './queueFlags.ts';

const examples = [
  'poolwise laplace sleepstudy.csv "Reaction ~ Days + (Days | Subject)" --profile',
  'poolwise laplace sleepstudy.csv "Reaction ~ Days + (Days | Subject)" \\',
  '  --method reml',
  'poolwise laplace toenail.csv "outcome ~ treatment * time + (1 | patientID)" \\',
  '  --family bernoulli --quadrature 25',
];

/** `poolwise laplace`. Reports exit code 2 for a fit that did not converge or is not at the maximum. */
export function laplaceCommand(done: (code: number) => void): Command {
  const command = addModelOptions(
    new Command('laplace').description('fit a mixed model by maximum likelihood'),
  )
    .option('--method <name>', 'ml, reml (gaussian) or map (with priors)', 'ml')
    .option('--quadrature <n>', "nodes a coefficient; 1 is Laplace's method", wholeNumber('--quadrature'), 1)
    .option('--fast', 'coefficients at their joint mode with the group effects')
    .option('--log-determinant <how>', 'exact, estimated (crossed factors too large for it) or auto', 'auto')
    .option('--level <p>', 'confidence level of the intervals', decimalNumber('--level'), 0.95)
    .option('--profile', 'profile-likelihood intervals instead of Wald')
    .option('--bootstrap <n>', 'percentile intervals from n refits instead', wholeNumber('--bootstrap'))
    .option('--seed <seed>', 'of the bootstrap: same seed, same intervals', someText('--seed'), '1')
    .option('--effects', 'print all group effects, not the extremes')
    .option('--no-data', 'leave the columns that the model reads out of --out');
  return addOutputFlags(addQueueFlags(command, 'replicates of --bootstrap'), {
    json: 'write the fit as JSON; - for standard output',
    out: 'write laplace.json, report.html, effects.csv and the data into a folder',
    quiet: 'no notes and no progress on standard error',
  })
    .addHelpText('after', () => modelHelp(examples))
    .action(async (first: string, second: string | undefined, options: LaplaceCommandOptions) => {
      const { data, formula } = modelArguments(first, second, options);
      const { declareModel, printedStatements } = await import('./declareModel.ts');
      if (await printedStatements(formula, options)) return;
      const model = await declareModel(data, formula, options);
      const { runLaplace } = await import('./laplaceRun.ts');
      done(await runLaplace(data, model, options));
    });
}
