import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { decimalNumber } from './numbers.ts';
import { addTableFlags } from './tableFlags.ts';
import type { VarianceFlags } from './varianceRun.ts';

const examples = [
  'poolwise variance remission',
  'poolwise variance remission --scale observed --as markdown',
];

/** `poolwise variance`. Reports exit code 2 where the fit should not be trusted as it is. */
export function varianceCommand(done: (code: number) => void): Command {
  const command = new Command('variance')
    .description('intraclass correlations, variance shares and Bayesian R2')
    .argument('<fit>', 'a folder that fit --out or laplace --out wrote')
    .option('--scale <scale>', 'latent (of the linear predictor) or observed (of the outcome)', 'latent')
    .option('--level <p>', 'level of the intervals', decimalNumber('--level'), 0.95);
  return addTableFlags(command)
    .option('--json', 'print the shares as JSON instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, flags: VarianceFlags) => {
      const { runVariance } = await import('./varianceRun.ts');
      done(await runVariance(path, flags));
    });
}
