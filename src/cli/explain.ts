import { Command } from 'commander';
import { explain } from '../../models/explain.ts';
import { addModelOptions, type ModelOptions, modelFrom } from './modelOptions.ts';

/** `poolwise explain`: the model in equations and its resolved priors; samples nothing. */
export function explainCommand(): Command {
  return addModelOptions(
    new Command('explain').description('print a model as equations, with its resolved priors'),
  ).action(async (data: string, formula: string, options: ModelOptions) => {
    process.stdout.write(explain(await modelFrom(data, formula, options)));
  });
}
