/** What needs Node beside `poolwise`: files and folders. */
export { readCsv } from './data/readCsv.ts';
export { readMatrix } from './data/readMatrix.ts';
export type { ReadOptions } from './data/readOptions.ts';
export { readTable } from './data/readTable.ts';
export { type ModelFromSqlOptions, modelFromSql } from './data/sql/modelFromSql.ts';
export {
  modelFromSums,
  type NeededStatements,
  type SumsOptions,
  statementsForSums,
} from './data/sql/printed/modelFromSums.ts';
export type { PrintedStatement } from './data/sql/printed/printedStatement.ts';
export type { RowsForecast } from './data/sql/readRows.ts';
export { type ReadSqlOptions, readSql } from './data/sql/readSql.ts';
export { writeCsv } from './data/writeCsv.ts';
export { openQueue, type Queue, type QueueOptions, type QueuePlace } from './queue/open.ts';
export { type SaveExportOptions, saveExport } from './report/export/saveExport.ts';
export { svgToPng } from './report/png.ts';
export type { LoadedFit } from './report/stored/loadedFit.ts';
export { readFitFile } from './report/stored/readFitFile.ts';
export { loadFit, type SaveOptions, saveFit } from './report/stored/savedFit.ts';
