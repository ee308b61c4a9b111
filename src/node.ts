/** What needs Node beside `poolwise`: files and folders. */
export { readCsv } from './data/readCsv.ts';
export { readMatrix } from './data/readMatrix.ts';
export type { ReadOptions } from './data/readOptions.ts';
export { readTable } from './data/readTable.ts';
export { writeCsv } from './data/writeCsv.ts';
export { readFitFile } from './report/readFitFile.ts';
export { loadFit, type SaveOptions, saveFit } from './report/savedFit.ts';
export type { StoredFit } from './report/storedFit.ts';
