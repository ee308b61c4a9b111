import type { ReadOptions } from '../../data/readOptions.ts';

/** The file that a model's rows are read from. */
export interface DataFile {
  readonly name: string;
  /** How, where its content alone does not say. */
  readonly reading?: ReadOptions;
}

/** Where a fit's folder has the columns that its model reads. */
export const folderData: DataFile = { name: 'data.parquet' };
