import {
  asyncBufferFromFile,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from 'hyparquet';
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

/** Text that goes with a file's columns: keys and values. */
export type Marks = Readonly<Record<string, string>>;

/**
 * Columns, in their order, as one Parquet file. Doubles are kept bit for bit, plain and uncompressed: draws hardly
 * compress (7 % at best), and any reader of Parquet takes them.
 * Throws InputError on unequal lengths and a name used twice.
 */
export function parquetBytes(columns: readonly NumberColumn[], marks: Marks = {}): Uint8Array {
  checkColumns(columns);
  const columnData = columns.map(({ name, values }) =>
    values instanceof Int32Array
      ? { name, data: values, type: 'INT32' as const, nullable: false }
      : { name, data: values, type: 'DOUBLE' as const, nullable: false, encoding: 'PLAIN' as const },
  );
  const rowGroupSize = Math.max(1, columns[0].values.length);
  const kvMetadata = Object.entries(marks).map(([key, value]) => ({ key, value }));
  const about = { codec: 'UNCOMPRESSED' as const, rowGroupSize, createdBy: 'poolwise', kvMetadata };
  return new Uint8Array(parquetWriteBuffer({ columnData, ...about }));
}

/** Writes columns as `parquetBytes` does, whole or not at all. Throws InputError for a path that cannot be written too. */
export async function writeParquet(path: string, columns: readonly NumberColumn[]): Promise<void> {
  await writeFileAtomically(path, parquetBytes(columns));
}

/**
 * The columns of a Parquet file of numbers, in the file's order: 32-bit integers as Int32Array, other numbers as
 * Float64Array, with NaN for null.
 * Throws InputError when there is no such file, it is not Parquet, or a column holds something else than numbers.
 */
export async function readParquet(path: string): Promise<NumberColumn[]> {
  return (await readMarkedParquet(path)).columns;
}

/** As `readParquet`, with the marks that were written beside the columns. */
export async function readMarkedParquet(
  path: string,
): Promise<{ readonly columns: NumberColumn[]; readonly marks: Marks }> {
  return reading(path, () => readColumns(path));
}

/** The marks alone; the columns stay unread. Throws InputError as `readParquet` does. */
export async function readParquetMarks(path: string): Promise<Marks> {
  return reading(path, async () => marksOf(await parquetMetadataAsync(await asyncBufferFromFile(path))));
}

/** What `read` makes of a file, every failure as an InputError. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  await findFile(path);
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (systemCode(error) !== undefined) throw readFailure(path, error);
    throw new InputError(`data: "${path}" cannot be read as Parquet (${reason(error)})`, { path });
  }
}

function marksOf({ key_value_metadata: pairs = [] }: FileMetaData): Marks {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
}

async function readColumns(path: string): Promise<{ columns: NumberColumn[]; marks: Marks }> {
  const scan = await parquetScan({ file: await asyncBufferFromFile(path) });
  const columns: NumberColumn[] = [];
  for (const { element } of parquetSchema(scan.metadata).children) {
    const parts: DecodedArray[] = [];
    for (const range of scan.ranges) parts.push(await scan.readColumn({ column: element.name, ...range }));
    const integers = element.type === 'INT32' && element.repetition_type === 'REQUIRED';
    columns.push({ name: element.name, values: joinParts(element.name, parts, integers) });
  }
  return { columns, marks: marksOf(scan.metadata) };
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
