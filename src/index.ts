export * from '../diagnostics/index.ts';
export type { Design, FixedDesign, GroupDesign, Response } from '../models/design/design.ts';
export { explain } from '../models/explain.ts';
export { expressionModel } from '../models/expressionModel.ts';
export { builtinFamilies } from '../models/families/builtin.ts';
export type { Family, FamilyParameter, RowLogDensity, RowVariables } from '../models/families/family.ts';
export { type GlmmOptions, glmm, type Model } from '../models/glmm.ts';
export { column, columnAt, type Draws } from '../models/posterior/draws.ts';
export * from '../models/priors/constructors.ts';
export { parsePrior, parsePriorDeclaration } from '../models/priors/parse.ts';
export { describePrior, type Prior } from '../models/priors/prior.ts';
export type { PriorTable, ResolvedPrior } from '../models/priors/resolve.ts';
export type { Support } from '../models/priors/support.ts';
export {
  type HospitalOptions,
  type HospitalTruth,
  type OutcomeTruth,
  simulateHospital,
} from '../models/simulate/hospital.ts';
export type { Column, Table } from '../models/table.ts';
export * as expression from './autodiff/index.ts';
export { parseCsv } from './data/parseCsv.ts';
export { readCsv } from './data/readCsv.ts';
export { tableFromColumns } from './data/tableFromColumns.ts';
export { tableFromRows } from './data/tableFromRows.ts';
export { writeCsv } from './data/writeCsv.ts';
export { InputError } from './errors.ts';
export { checkGradient, type LogDensity, stressTest } from './hmc/logDensity.ts';
export { type FitFile, fitFile, readFitFile } from './report/fitFile.ts';
export { summaryText } from './report/summaryText.ts';
export type { Progress } from './run/runChain.ts';
export { type Fit, type SampleOptions, sample } from './run/sample.ts';
