import { Command } from 'commander';
import { addModelOptions, type ModelOptions } from './modelOptions.ts';

/** `poolwise explain`: the model in equations and its resolved priors; samples nothing. */
export function explainCommand(): Command {
  return addModelOptions(
    new Command('explain').description('print a model as equations, with its resolved priors'),
  ).action(async (data: string, formula: string, options: ModelOptions) => {
    const { declareModel } = await import('./declareModel.ts');
    const model = await declareModel(data, formula, options);
    const { explain } = await import('../../models/equations/explain.ts');
    process.stdout.write(explain(model));
  });
}
