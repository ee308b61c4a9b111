export { logLikelihood } from './logLikelihood.ts';
export { posteriorOf } from './posteriorOf.ts';
export {
  type PredictedDraws,
  type PredictedRow,
  type Prediction,
  type PredictOptions,
  predict,
  predictDraws,
  refuseNamedOutcomes,
} from './predict.ts';
export { rowDraws } from './rowDraws.ts';
export { columnsBeside, type RowsAt, type RowsOptions, rowsAt } from './rowsAt.ts';
export { type SimulatedData, type SimulateOptions, simulateData } from './simulateData.ts';
export { type RowSummaries, summariseRows } from './summariseRows.ts';
export {
  type Asked,
  type GroupRule,
  groupRules,
  type Posterior,
  type RowAt,
  type RowDraws,
  type Scale,
} from './types.ts';
