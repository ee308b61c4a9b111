import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../../engine/errors.ts';
import { fileOfBytes, readRaw } from '../../parquetBytes.ts';
import { splitRecords } from '../../splitRecords.ts';

/** A result as its file has it: a header, and rows of text; null for a cell of a Parquet file that is missing. */
export interface RawResult {
  /** For messages. */
  readonly path: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const endings = ['.csv', '.parquet'] as const;

/** The files of a folder; none where there is no folder. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return [];
    throw new InputError(
      code === 'ENOTDIR'
        ? `sums: ${folder} is a file; wanted a folder for the results of statements`
        : `sums: ${folder} cannot be read: ${(error as Error).message}`,
    );
  }
}

/** The result of this name, of the files of a folder; null where there is none. */
export async function readResult(
  folder: string,
  files: readonly string[],
  name: string,
): Promise<RawResult | null> {
  const found = endings.filter((ending) => files.includes(name + ending));
  if (found.length === 0) return null;
  const path = join(folder, name + found[0]);
  if (found.length > 1)
    throw new InputError(`sums: ${path} and ${name}${found[1]} are results of one statement; keep one`);
  return found[0] === '.csv' ? readCsvResult(path) : readParquetResult(path);
}

async function readCsvResult(path: string): Promise<RawResult> {
  const split = splitRecords(path);
  const rows: string[][] = [];
  const take = (piece: string, last: boolean): void => {
    for (const row of split(piece, last).rows) rows.push(row);
  };
  for await (const piece of createReadStream(path, 'utf8')) take(String(piece), false);
  take('', true);
  if (rows.length === 0) throw new InputError(`sums: ${path} is empty; save the result with its header`);
  const [header, ...rest] = rows;
  return { path, header, rows: rest };
}

async function readParquetResult(path: string): Promise<RawResult> {
  const { columns } = await readRaw(fileOfBytes(await readFile(path))).catch((error: unknown) => {
    throw new InputError(`sums: ${path} is no Parquet file that can be read: ${(error as Error).message}`);
  });
  const cells = columns.map(({ parts }) => parts.flatMap((part) => Array.from(part as ArrayLike<unknown>)));
  const count = cells[0]?.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    cells.map((column) => (column[row] === null || column[row] === undefined ? null : String(column[row]))),
  );
  return { path, header: columns.map(({ name }) => name), rows };
}
