/**
 * The public face wherever JavaScript runs: Node, a page, a worker. Files and folders are in `poolwise/node`, diagnostics
 * of draws in `poolwise/diagnostics`.
 */
export { essBulk, essTail, rhat } from '../diagnostics/index.ts';
export {
  type Accuracy,
  type CalibrationBin,
  type ComparedModel,
  type CompareLooOptions,
  type ComparisonWarning,
  type Coverage,
  compareLoo,
  type GroupUnit,
  type KFold,
  type KFoldPoints,
  type Loo,
  type LooComparison,
  type LooOptions,
  type LooScores,
  type LooScoresOptions,
  type LooWarning,
  loo,
  looScores,
  type NamedLoo,
  type PointDraws,
  type PointwiseLogLik,
  type PointwiseLoo,
  pointDraws,
  pointwiseLogLik,
  type SumOfPoints,
  type TailCounts,
  type Unit,
  type UnitAsked,
} from '../models/accuracy/index.ts';
export type { CountCell, ResidualBin } from '../models/checks/cells.ts';
export type { EcdfBand } from '../models/checks/ecdfBand.ts';
export {
  type EffectNormality,
  type EffectsNormality,
  effectNormality,
} from '../models/checks/effectNormality.ts';
export {
  type GroupInfluence,
  groupInfluence,
  type InfluenceOptions,
  type LevelInfluence,
} from '../models/checks/groupInfluence.ts';
export {
  type CheckedStatistic,
  type PredictiveCheck,
  type PredictiveOptions,
  type PredictiveTest,
  predictiveCheck,
} from '../models/checks/predictiveCheck.ts';
export { type PriorAlone, type PriorOutcome, priorAlone } from '../models/checks/priorAlone.ts';
export {
  type PriorSensitivity,
  priorSensitivity,
  type QuantitySensitivity,
  type Sensitivity,
} from '../models/checks/priorSensitivity.ts';
export {
  type QuantileResiduals,
  quantileResiduals,
  type ResidualOptions,
} from '../models/checks/quantileResiduals.ts';
export { type LevelShrinkage, shrinkage, type TermShrinkage } from '../models/checks/shrinkage.ts';
export { checkWords } from '../models/checks/words.ts';
export { type FitColumn, type FitsTable, fitsTable } from '../models/compare/compareFits.ts';
export type { CompareOptions, LaplaceComparison, Remedy } from '../models/compare/compareLaplace.ts';
export type { ComparedParameter, Estimates } from '../models/compare/compareParameters.ts';
export type { Finding } from '../models/compare/findings.ts';
export { type LaplaceDrawsOptions, laplaceDraws } from '../models/compare/laplaceDraws.ts';
export { type ImportanceTail, type LaplaceTails, laplaceParetoK } from '../models/compare/paretoK.ts';
export type { ContrastSpec, OwnContrasts } from '../models/design/contrastSpec.ts';
export { type DateOrder, dateOrders } from '../models/design/dates.ts';
export type { Design, FixedDesign, GroupDesign, Response } from '../models/design/design.ts';
export { type Disguise, disguiseOf, missingMarks, type Word } from '../models/design/disguise.ts';
export type { NamedMatrix } from '../models/design/matrixSpec.ts';
export {
  type Change,
  type ComparisonOptions,
  comparisons,
} from '../models/effects/comparisons.ts';
export type { ContrastKind, OwnWeights } from '../models/effects/contrastWeights.ts';
export { type Curve, type CurveOptions, type EffectCurve, effectCurve } from '../models/effects/curve.ts';
export { type HypothesisOptions, type HypothesisRow, hypothesis } from '../models/effects/hypothesis.ts';
export { type ContrastOptions, contrasts, type MeanOptions, marginalMeans } from '../models/effects/means.ts';
export {
  type NewRowColumn,
  type NewRowOptions,
  type NewRowRole,
  newRowColumns,
  newRowsTable,
} from '../models/effects/newRows.ts';
export { type Predictor, type Predictors, predictorsOf } from '../models/effects/predictors.ts';
export type { Setting, Value } from '../models/effects/settings.ts';
export { type SlopeOptions, slopes } from '../models/effects/slopes.ts';
export type {
  EffectOptions,
  EffectRow,
  Effects,
  GridWeights,
  Measure,
  Over,
} from '../models/effects/types.ts';
export { type ExplainOptions, explain } from '../models/equations/explain.ts';
export { expressionModel } from '../models/expressionModel.ts';
export { builtinFamilies, type FamilyName } from '../models/families/builtin.ts';
export type {
  Family,
  FamilyParameter,
  LinkDensity,
  RowDistribution,
  RowLogDensity,
  RowVariables,
} from '../models/families/family.ts';
export type { Link, Ratio } from '../models/families/links.ts';
export { type FormulaText, splitFormulas } from '../models/families/parameterFormulas.ts';
export { type ResponseCheck, responseCheck } from '../models/families/responses.ts';
export type {
  Arith,
  Formula,
  Outcome as OutcomeFormula,
  RandomTerm,
  Term,
  Terms,
  Variable,
} from '../models/formula/ast.ts';
export { parseFormula } from '../models/formula/compile.ts';
export { describeArith, describeTerms, quoteName } from '../models/formula/text.ts';
export type { Declaration, GlmmOptions, Model, ModelFamily } from '../models/glmm.ts';
export { glmmImputed } from '../models/imputed.ts';
export {
  type Bootstrap,
  type BootstrapInterval,
  type BootstrapOptions,
  type BootstrapRatio,
  bootstrap,
  bootstrapRatio,
} from '../models/likelihood/bootstrap.ts';
export { type ConditionalMode, conditionalModes } from '../models/likelihood/conditionalModes.ts';
export { type Certificate, type LaplaceResult, laplace } from '../models/likelihood/laplace.ts';
export type { LaplaceMethod, LaplaceOptions } from '../models/likelihood/laplaceOptions.ts';
export { type LikelihoodRatio, likelihoodRatio } from '../models/likelihood/likelihoodRatio.ts';
export { type ProfileInterval, profile } from '../models/likelihood/profile.ts';
export type { ReportedEstimates } from '../models/likelihood/reportedEstimates.ts';
export { describeSingular } from '../models/likelihood/singular.ts';
export { type SmoothEdf, smoothEdf } from '../models/likelihood/smoothEdf.ts';
export {
  type LevelOptions,
  type ParameterEstimate,
  parameterEstimates,
} from '../models/likelihood/waldIntervals.ts';
export type { Note, NoteKind } from '../models/notes.ts';
export { column, columnAt, type Draws } from '../models/posterior/draws.ts';
export { drawsDigest } from '../models/posterior/drawsDigest.ts';
export type { Fit } from '../models/posterior/fit.ts';
export { coef, type GroupRow, ranef } from '../models/posterior/groupCoefficients.ts';
export type {
  GroupRule,
  PredictedDraws,
  PredictedRow,
  Prediction,
  RowAt,
  RowDraws,
  Scale,
  SimulatedData,
} from '../models/predict/index.ts';
export * from '../models/priors/constructors.ts';
export type { PriorLike, PriorTable } from '../models/priors/declared.ts';
export { parsePrior, parsePriorDeclaration } from '../models/priors/parse.ts';
export { describePrior, type Prior } from '../models/priors/prior.ts';
export { type ResolvedPrior, rowOf as priorOf } from '../models/priors/resolve.ts';
export { type HorseshoeOptions, horseshoe, type R2d2Options, r2d2 } from '../models/priors/shrinkage.ts';
export type { Support } from '../models/priors/support.ts';
export { spellingsOf } from '../models/spelling.ts';
export type { Column, SpeltCells, Table } from '../models/table.ts';
export { type BayesR2, bayesR2 } from '../models/variance/bayesR2.ts';
export {
  betterThan,
  type RankedLevel,
  type Ranking,
  type RankingOptions,
  ranking,
} from '../models/variance/ranking.ts';
export type { Uncertain } from '../models/variance/spreadOfDraws.ts';
export {
  type VarianceOptions,
  type VarianceScale,
  type VarianceShare,
  type VarianceShares,
  varianceShares,
} from '../models/variance/varianceShares.ts';
export { type Data, glmm } from './data/declare.ts';
export { formatCsv } from './data/formatCsv.ts';
export {
  type HospitalOptions,
  type HospitalTruth,
  type OutcomeTruth,
  simulateHospital,
} from './data/hospital/hospital.ts';
export { parseCsv } from './data/parseCsv.ts';
export {
  type PredictOptions,
  predict,
  predictDraws,
  type SimulateOptions,
  simulateData,
} from './data/predict.ts';
export { type BytesOptions, tableFromBytes } from './data/tableFromBytes.ts';
export { tableFromColumns } from './data/tableFromColumns.ts';
export { tableFromRows } from './data/tableFromRows.ts';
export { type Factors, withFactors } from './data/withFactors.ts';
export { type Advice, byOptions, type Say, saidBy, textBy, type Worded } from './engine/advice.ts';
export * as expression from './engine/autodiff/index.ts';
export { InputError } from './engine/errors.ts';
export { type LeapfrogPath, leapfrogPath, type PathOptions } from './engine/hmc/leapfrogPath.ts';
export { checkGradient, type LogDensity, stressTest } from './engine/logDensity.ts';
export { quantitiesOf } from './engine/program/program.ts';
export {
  coefficientLabel,
  isIndividual,
  type Quantity,
  quantityName,
  quantityWords,
} from './engine/program/quantity.ts';
/** Draws of distributions, for a family's own `draw`. */
export * as random from './engine/rng/index.ts';
export type { Rng } from './engine/rng.ts';
export { reportHtml, summaryText } from './report/anyFit.ts';
export { check, type FindingKind } from './report/check.ts';
export { checkJson, checkText, type HowTo } from './report/checkText.ts';
export { type Comparison, compare } from './report/compare.ts';
export { compareFits, fitsText, type NamedFit } from './report/compareFits.ts';
export type { CompareVerdict } from './report/compareVerdict.ts';
export { effectTable, hypothesisTable } from './report/effectTable.ts';
export {
  type ExportContent,
  type ExportKind,
  type ExportOptions,
  exportFit,
} from './report/export/exportFit.ts';
export { fitFile } from './report/fitFile.ts';
export type { FitFile } from './report/fitSchema.ts';
export { type TabledFit, type TableOptions, table } from './report/fitTable.ts';
export type { AnyFit } from './report/kindOfFit.ts';
export { type LaplaceFile, type LaplaceRow, laplaceFile } from './report/laplaceFile.ts';
export { type LaplaceReport, laplaceReport } from './report/laplaceReport.ts';
export { laplaceText } from './report/laplaceText.ts';
export { looComparisonTable, looTable } from './report/looTable.ts';
export { equationsHtml } from './report/page/htmlModel.ts';
export { priorAlonePlot } from './report/plot/priorAlone.ts';
export type { PlotOptions } from './report/plot/spec.ts';
export { predictiveCheckPlot } from './report/plotFit/checkKinds.ts';
export type { PlotKind } from './report/plotFit/kindWords.ts';
export { type PlotFitOptions, plot } from './report/plotFit/plot.ts';
export { zPlot } from './report/plotFit/zKind.ts';
export { svgToPngInPage } from './report/pngInPage.ts';
export { predictiveTable } from './report/predictiveTable.ts';
export { rankingTable } from './report/rankingTable.ts';
export {
  type IntervalCell,
  type NumberCell,
  type PrintedTable,
  type ProbabilityCell,
  type RenderOptions,
  renderTable,
  type TableCell,
  type TableColumn,
  type TableFormat,
  type TableRow,
} from './report/renderTable.ts';
export { type CodeKind, type CodeOptions, fitCode } from './report/reproduce/fitCode.ts';
export { type ResultWords, resultWords } from './report/resultWords.ts';
export { sensitivityTable, sensitivityWords } from './report/sensitivityTable.ts';
export { checkpointBytes, readCheckpoint } from './report/stored/checkpointFile.ts';
export { fitFiles } from './report/stored/fitFiles.ts';
export type {
  LoadedDensity,
  LoadedDraws,
  LoadedEstimates,
  LoadedFit,
  LoadedLaplace,
  LoadedPosterior,
} from './report/stored/loadedFit.ts';
export type { LoadOptions } from './report/stored/loadedModel.ts';
export { loadFit } from './report/stored/loadFit.ts';
export type { FileOptions } from './report/stored/storedAs.ts';
export { varianceTable } from './report/varianceTable.ts';
export type {
  Cause,
  CauseKind,
  Check,
  CheckFinding,
  DrawFinding,
  How,
  Tried,
  WorstQuantity,
} from './run/check/types.ts';
export type { CheckOptions } from './run/check.ts';
export type { CheckpointOptions, RunCheckpoint } from './run/checkpoint/runCheckpoint.ts';
export { type Divergences, type DivergentTransition, divergences } from './run/divergences.ts';
export type { DrawOptions } from './run/drawOptions.ts';
export type { Elsewhere } from './run/elsewhere.ts';
export {
  type BayesFactor,
  bayesFactor,
  type MarginalLikelihood,
  type MarginalLikelihoodOptions,
  marginalLikelihood,
} from './run/evidence/marginalLikelihood.ts';
export { type ExtendOptions, extend } from './run/extend.ts';
export { type FitManyOptions, fitMany } from './run/fitMany.ts';
export type { ChainDraws, FollowedDraws, FollowOptions } from './run/follow.ts';
export { type Forecast, setupForecast } from './run/forecast.ts';
export { type ExactLooOptions, exactLoo } from './run/refits/exactLoo.ts';
export { type KFoldOptions, kfold } from './run/refits/kfold.ts';
export type { RefitOptions } from './run/refits/refit.ts';
export type { Progress } from './run/runChain.ts';
export { NothingDrawn } from './run/runTarget.ts';
export { sample } from './run/sample.ts';
export { sampleImputed } from './run/sampleImputed.ts';
export type { AttemptNews, SampleOptions } from './run/settings.ts';
export {
  type Trajectories,
  type Trajectory,
  type TrajectoryOptions,
  trajectories,
} from './run/trajectories.ts';
