import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';
import type { CompareOptions } from './compareOptions.ts';
import { modelHelp } from './helpTexts.ts';
import { addModelFlags, checkArguments } from './modelOptions.ts';
import { wholeNumber } from './numbers.ts';
import { addOutputFlags } from './outputFlags.ts';
import { addSamplingFlags } from './samplingOptions.ts';

const examples = [
  'poolwise compare toenail.csv "outcome ~ treatment * time + (1 | patientID)" \\',
  '  --family bernoulli',
  'poolwise compare posterior-folder laplace-folder',
];

/** `poolwise compare`. Reports exit code 2 where the posterior itself is not to be trusted; a finding is not a failure. */
export function compareCommand(done: (code: number) => void): Command {
  const command = new Command('compare')
    .description('tell whether a Laplace fit would have done: it and the posterior, side by side')
    .argument('<inputs...>', 'a data file and a formula in quotes; or stored fits, a posterior among them');
  addModelFlags(command)
    .option('--method <name>', 'of the Laplace fit: ml, reml (gaussian) or map (with priors)', 'ml')
    .option('--quadrature <n>', "nodes a coefficient; 1 is Laplace's method", wholeNumber('--quadrature'), 1)
    .option('--effects', 'compare the group effects too')
    .option('--no-pareto-k', 'leave the importance weights out');
  return addOutputFlags(addSamplingFlags(command), {
    json: 'write the comparison as JSON; - for standard output instead of the table',
    out: 'write compare.json and compare.html into a folder',
    quiet: 'no progress on standard error',
  })
    .addHelpText('after', () => modelHelp(examples))
    .action(async (inputs: string[], options: CompareOptions) => {
      const { runCompare, runStored } = await import('./compareRun.ts');
      if (await hasFormula(inputs)) {
        checkArguments('compare', inputs.length === 1 ? [inputs[0], ''] : inputs);
        const { declareModel } = await import('./declareModel.ts');
        const [data, formula] = inputs;
        done(await runCompare(data, await declareModel(data, formula, options), options));
        return;
      }
      if (inputs.length < 2)
        throw new InputError(
          `compare: expected a data file and a formula in quotes, or two stored fits, got only "${inputs[0]}"`,
        );
      checkNothingDeclared(command);
      done(await runStored(inputs, options));
    });
}

/** A path may hold a ~ too, of a backup or a home folder. */
async function hasFormula(inputs: readonly string[]): Promise<boolean> {
  const found = inputs
    .filter((input) => input.includes('~'))
    .map((input) =>
      stat(input).then(
        () => false,
        () => true,
      ),
    );
  return (await Promise.all(found)).includes(true);
}

/** Options that stored fits leave something to do for. */
const storedToo = ['effects', 'paretoK', 'json', 'out', 'force', 'quiet'];

/** Throws InputError for options that declare or sample a model: stored fits are done. */
function checkNothingDeclared(command: Command): void {
  const given = command.options.filter(
    (option) =>
      !storedToo.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length === 0) return;
  throw new InputError(
    `compare: ${given.map(({ long }) => long).join(', ')} ${given.length === 1 ? 'is' : 'are'} for a data file and a formula; stored fits are compared as they are`,
  );
}
