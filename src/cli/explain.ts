import { Command } from 'commander';
import { modelHelp } from './helpTexts.ts';
import { addModelOptions, type ModelOptions, modelArguments } from './modelOptions.ts';

const examples = [
  'poolwise explain sleepstudy.csv "Reaction ~ Days + (Days | Subject)"',
  'poolwise explain cbpp.csv \\',
  '  "cbind(incidence, size - incidence) ~ factor(period) + (1 | herd)" \\',
  '  --family binomial',
];

/** `poolwise explain`: the model in equations and its resolved priors; samples nothing. */
export function explainCommand(): Command {
  return addModelOptions(
    new Command('explain').description('print a model as equations, with its resolved priors'),
  )
    .addHelpText('after', () => modelHelp(examples))
    .action(async (first: string, second: string | undefined, options: ModelOptions) => {
      const { data, formula } = modelArguments(first, second, options);
      const { declareModel, printedStatements } = await import('./declareModel.ts');
      if (await printedStatements(formula, options)) return;
      const model = await declareModel(data, formula, options);
      const { explain } = await import('../../models/equations/explain.ts');
      process.stdout.write(explain(model));
    });
}
