import * as models from '../../models/predict/index.ts';
import { type Data, toTable } from './declare.ts';

/** Of `predict` and `predictDraws`: new rows are a table, rows as objects, or columns by name. */
export type PredictOptions = models.PredictOptions<Data>;

/**
 * Predictions at new rows (`data`), or at the model's own: the linear predictor, the outcome's mean, outcomes, their quantiles,
 * parameters; given the rows' groups, at the average group, or averaged over groups. Takes fits of `sample` and `laplace`, loaded
 * ones too. Throws InputError for what the model does not say, and for rows that it cannot be asked about.
 * @example predict(fit, { data: [{ Age: 60, IL6: 4, DID: 3 }], groups: 'averaged' })
 */
export function predict(fit: unknown, options: PredictOptions = {}): models.Prediction {
  return models.predict(fit, withTable(options));
}

/** As `predict`, the draws themselves: `fill` writes those of some rows at a time. */
export function predictDraws(fit: unknown, options: PredictOptions = {}): models.PredictedDraws {
  return models.predictDraws(fit, withTable(options));
}

/** Of `simulateData`. */
export type SimulateOptions = models.SimulateOptions<Data>;

/**
 * New data sets as a fit says they come about, each at another draw of its parameters: outcomes of the same rows, groups kept or new.
 * Throws InputError for models that do not say how data come about.
 * @example simulateData(fit, { dataSets: 100, groups: 'new', seed: 7 })
 */
export function simulateData(fit: unknown, options: SimulateOptions = {}): models.SimulatedData {
  const { data, ...others } = options;
  return models.simulateData(
    fit,
    data === undefined ? others : { ...others, data: toTable('simulate', data) },
  );
}

function withTable(options: PredictOptions): models.PredictOptions {
  const { data, ...others } = options;
  return data === undefined ? others : { ...others, data: toTable('predict', data) };
}
