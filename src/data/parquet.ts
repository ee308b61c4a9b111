import { asyncBufferFromFile, type DecodedArray, parquetScan, parquetSchema } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { InputError } from '../engine/errors.ts';
import { describeType } from './describeType.ts';
import { findFile, readFailure, systemCode } from './findFile.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** One named column of numbers; integers such as chain and draw are an Int32Array. */
export interface NumberColumn {
  readonly name: string;
  readonly values: Float64Array | Int32Array;
}

/**
 * Writes columns, in their order, as one Parquet file, whole or not at all. Doubles are kept bit for bit, plain and
 * uncompressed: draws hardly compress (7 % at best), and any reader of Parquet takes them.
 * Throws InputError on unequal lengths, a name used twice, and a path that cannot be written.
 */
export async function writeParquet(path: string, columns: readonly NumberColumn[]): Promise<void> {
  checkColumns(columns);
  const columnData = columns.map(({ name, values }) =>
    values instanceof Int32Array
      ? { name, data: values, type: 'INT32' as const, nullable: false }
      : { name, data: values, type: 'DOUBLE' as const, nullable: false, encoding: 'PLAIN' as const },
  );
  const rowGroupSize = Math.max(1, columns[0].values.length);
  const file = parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED', rowGroupSize, createdBy: 'poolwise' });
  await writeFileAtomically(path, new Uint8Array(file));
}

/**
 * The columns of a Parquet file of numbers, in the file's order: 32-bit integers as Int32Array, other numbers as
 * Float64Array, with NaN for null.
 * Throws InputError when there is no such file, it is not Parquet, or a column holds something else than numbers.
 */
export async function readParquet(path: string): Promise<NumberColumn[]> {
  await findFile(path);
  try {
    return await readColumns(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (systemCode(error) !== undefined) throw readFailure(path, error);
    throw new InputError(`data: "${path}" cannot be read as Parquet (${reason(error)})`, { path });
  }
}

async function readColumns(path: string): Promise<NumberColumn[]> {
  const scan = await parquetScan({ file: await asyncBufferFromFile(path) });
  const columns: NumberColumn[] = [];
  for (const { element } of parquetSchema(scan.metadata).children) {
    const parts: DecodedArray[] = [];
    for (const range of scan.ranges) parts.push(await scan.readColumn({ column: element.name, ...range }));
    const integers = element.type === 'INT32' && element.repetition_type === 'REQUIRED';
    columns.push({ name: element.name, values: joinParts(element.name, parts, integers) });
  }
  return columns;
}

function joinParts(
  name: string,
  parts: readonly DecodedArray[],
  integers: boolean,
): Float64Array | Int32Array {
  const length = parts.reduce((total, part) => total + part.length, 0);
  const values = integers ? new Int32Array(length) : new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) values[at++] = toNumber(name, part[i]);
  }
  return values;
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === null || value === undefined) return Number.NaN;
  throw new InputError(`data: column "${name}" holds ${describeType(value)}, wanted numbers`, {
    column: name,
  });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkColumns(columns: readonly NumberColumn[]): void {
  if (columns.length === 0) throw new InputError('data: a Parquet file needs at least one column');
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (names.has(name)) throw new InputError(`data: two columns are named "${name}"`, { column: name });
    names.add(name);
    if (values.length !== columns[0].values.length) {
      throw new InputError(
        `data: column "${name}" has ${values.length} values, column "${columns[0].name}" has ${columns[0].values.length}`,
        { column: name },
      );
    }
  }
}
