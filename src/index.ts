/**
 * The public face wherever JavaScript runs: Node, a page, a worker. Files and folders are in `poolwise/node`, diagnostics
 * of draws in `poolwise/diagnostics`.
 */
export { type FitColumn, type FitsTable, fitsTable } from '../models/compare/compareFits.ts';
export type { CompareOptions, LaplaceComparison, Remedy } from '../models/compare/compareLaplace.ts';
export type { ComparedParameter, Estimates } from '../models/compare/compareParameters.ts';
export type { Finding } from '../models/compare/findings.ts';
export { type LaplaceDrawsOptions, laplaceDraws } from '../models/compare/laplaceDraws.ts';
export { type ImportanceTail, type LaplaceTails, laplaceParetoK } from '../models/compare/paretoK.ts';
export type { ContrastSpec, OwnContrasts } from '../models/design/contrastSpec.ts';
export type { Design, FixedDesign, GroupDesign, Response } from '../models/design/design.ts';
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
export { builtinFamilies } from '../models/families/builtin.ts';
export type {
  Family,
  FamilyParameter,
  LinkDensity,
  RowDistribution,
  RowLogDensity,
  RowVariables,
} from '../models/families/family.ts';
export type { Link, Ratio } from '../models/families/links.ts';
export type { ResponseCheck } from '../models/families/responses.ts';
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
export { column, columnAt, type Draws } from '../models/posterior/draws.ts';
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
export type { ResolvedPrior } from '../models/priors/resolve.ts';
export { type HorseshoeOptions, horseshoe, type R2d2Options, r2d2 } from '../models/priors/shrinkage.ts';
export type { Support } from '../models/priors/support.ts';
export type { Column, Table } from '../models/table.ts';
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
export * as expression from './engine/autodiff/index.ts';
export { InputError } from './engine/errors.ts';
export { checkGradient, type LogDensity, stressTest } from './engine/logDensity.ts';
export { type Quantity, quantityName } from './engine/program/quantity.ts';
/** Draws of distributions, for a family's own `draw`. */
export * as random from './engine/rng/index.ts';
export type { Rng } from './engine/rng.ts';
export { type AnyFit, reportHtml, summaryText } from './report/anyFit.ts';
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
export { type LaplaceFile, type LaplaceRow, laplaceFile } from './report/laplaceFile.ts';
export { type LaplaceReport, laplaceReport } from './report/laplaceReport.ts';
export { laplaceText } from './report/laplaceText.ts';
export type { PlotKind } from './report/plotFit/kindWords.ts';
export { type PlotFitOptions, plot } from './report/plotFit/plot.ts';
export { svgToPngInPage } from './report/pngInPage.ts';
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
export { varianceTable } from './report/varianceTable.ts';
export { type ExtendOptions, extend } from './run/extend.ts';
export { type FitManyOptions, fitMany } from './run/fitMany.ts';
export type { Progress } from './run/runChain.ts';
export { type SampleOptions, sample } from './run/sample.ts';
export { sampleImputed } from './run/sampleImputed.ts';
