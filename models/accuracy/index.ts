export type { CalibrationBin, Coverage } from './calibration.ts';
export {
  type Accuracy,
  type ComparedModel,
  type CompareLooOptions,
  type ComparisonWarning,
  compareLoo,
  type LooComparison,
  type NamedLoo,
} from './compareLoo.ts';
export type { GroupUnit } from './groupUnit.ts';
export type { KFold, KFoldPoints } from './kfold.ts';
export {
  type Loo,
  type LooOptions,
  loo,
  type PointwiseLoo,
  type SumOfPoints,
  type TailCounts,
} from './loo.ts';
export { type LooScores, type LooScoresOptions, looScores } from './looScores.ts';
export type { LooWarning } from './looWarnings.ts';
export type { PointDraws, Unit, UnitAsked } from './pointDraws.ts';
export { type PointwiseLogLik, pointDraws, pointwiseLogLik } from './pointwise.ts';
