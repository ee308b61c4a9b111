import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import type { Table } from '../../models/table.ts';
import { readCsv } from '../data/readCsv.ts';
import { readFactors, readPriors } from './declarations.ts';
import type { ModelOptions } from './modelOptions.ts';
import { textNotes, withReason } from './textColumns.ts';

/** Reads the data and declares the model, with notes on standard error. Throws InputError for what the user can mend. */
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
  const factors = readFactors(options.factor);
  const settings: GlmmOptions = {
    family: options.family,
    priors: readPriors(options.prior),
    factors,
    strict: options.strict ?? false,
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.weights === undefined ? {} : { weights: options.weights }),
  };
  const table = await readCsv(path);
  const models = formulas.map((formula) => declare(formula, table, settings));
  const notes = models.flatMap((model) => textNotes(model, table, Object.keys(factors)));
  for (const note of new Set(notes)) process.stderr.write(`${note}\n`);
  return models;
}

function declare(formula: string, table: Table, settings: GlmmOptions): Model {
  try {
    return glmm(formula, table, settings);
  } catch (error) {
    throw withReason(error, table);
  }
}
