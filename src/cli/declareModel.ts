import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { readCsv } from '../data/readCsv.ts';
import { designForecast } from '../run/forecast.ts';
import { readFactors, readPriors } from './declarations.ts';
import { admit } from './limits.ts';
import type { ModelOptions } from './modelOptions.ts';
import { announce } from './phase.ts';

/** Reads the data and declares the model. Throws InputError for what the user can mend. */
export async function declareModel(path: string, formula: string, options: ModelOptions): Promise<Model> {
  const [model] = await declareModels(path, [formula], options);
  return model;
}

/** Several models of the same data, which are read once. */
export async function declareModels(
  path: string,
  formulas: readonly string[],
  options: ModelOptions,
): Promise<Model[]> {
  const settings: GlmmOptions = {
    priors: readPriors(options.prior),
    factors: readFactors(options.factor),
    admit: (rows, columns) =>
      admit(designForecast(rows, columns), 'make a factor of many levels a group, as in (1 | f)', options),
    ...(options.family === undefined ? {} : { family: options.family }),
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.missing === undefined ? {} : { missing: options.missing }),
    ...(options.weights === undefined ? {} : { weights: options.weights }),
  };
  const { na, decimal } = options;
  const table = await readCsv(path, { na, ...(decimal === undefined ? {} : { decimal }) });
  const models = formulas.map((formula) => glmm(formula, table, settings));
  announce(null);
  return models;
}
