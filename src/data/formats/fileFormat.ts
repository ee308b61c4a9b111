import type { Table } from '../../../models/table.ts';
import type { ReadOptions } from '../readOptions.ts';

/** A format of files, told from their first bytes and never from their names. */
export type FileFormat = ReadFormat | RefusedFormat;

export interface ReadFormat {
  /** What messages call a file of it: "a Parquet file". */
  readonly called: string;
  readonly begins: (start: Uint8Array) => boolean;
  /** The table in a whole file; `source` names it in messages. Loads its reader when called. */
  readonly read: (bytes: Uint8Array, source: string, options: ReadOptions) => Promise<Table>;
}

/** A format that is recognised, and what to do with a file of it. */
export interface RefusedFormat {
  readonly called: string;
  readonly begins: (start: Uint8Array) => boolean;
  readonly instead: string;
}
