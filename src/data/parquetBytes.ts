import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetScan,
  parquetSchema,
} from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { InputError } from '../engine/errors.ts';
import { contentBytes } from './content.ts';
import { describeType } from './describeType.ts';

/** One named column of numbers; integers such as chain and draw are an Int32Array. */
export interface NumberColumn {
  readonly name: string;
  readonly values: Float64Array | Int32Array;
}

/** One named column of what a table holds besides; null where a value is missing. */
export interface CellColumn {
  readonly name: string;
  readonly values: readonly (string | number | boolean | null)[];
  readonly type: 'STRING' | 'DOUBLE' | 'BOOLEAN';
}

/** Text that goes with a file's columns: keys and values. */
export type Marks = Readonly<Record<string, string>>;

/** A column as a file has it, decoded and in parts. */
export interface RawColumn {
  readonly name: string;
  /** Whether it holds 32-bit integers, and one in every row. */
  readonly integers: boolean;
  readonly parts: readonly DecodedArray[];
}

/**
 * Columns, in their order, as one Parquet file. Doubles are kept bit for bit, plain and uncompressed: draws hardly
 * compress (7 % at best), and any reader of Parquet takes them. NaN among numbers is written as it is.
 * Throws InputError on unequal lengths and a name used twice.
 */
export function parquetBytes(columns: readonly (NumberColumn | CellColumn)[], marks: Marks = {}): Uint8Array {
  return contentBytes(parquetPieces([columns], marks));
}

/**
 * As `parquetBytes`, of rows in groups, each with the same columns, in pieces: what is written of one group can be let go before
 * the next is asked for.
 */
export function* parquetPieces(
  groups: Iterable<readonly (NumberColumn | CellColumn)[]>,
  marks: Marks = {},
): Generator<Uint8Array> {
  const writer = new PieceWriter();
  let file: ParquetWriter | undefined;
  for (const columns of groups) {
    checkColumns(columns);
    const columnData = columns.map(sourceOf);
    file ??= new ParquetWriter({
      ...{
        writer,
        schema: schemaFromColumnData({ columnData }),
        codec: 'UNCOMPRESSED',
        createdBy: 'poolwise',
      },
      kvMetadata: Object.entries(marks).map(([key, value]) => ({ key, value })),
    });
    file.write({ columnData, rowGroupSize: Math.max(1, columns[0].values.length) });
    yield* writer.taken();
  }
  file?.finish();
  yield* writer.taken();
}

/** The longest piece, unless something longer is written at once. */
const longestPiece = 2 ** 23;

/** Writes what no longer fits into a new piece. */
class PieceWriter extends ByteWriter {
  #pieces: Uint8Array[] = [];

  override ensure(size: number): void {
    const { byteLength } = this.buffer;
    if (this.index + size > byteLength) this.#begin(Math.max(size, Math.min(2 * byteLength, longestPiece)));
  }

  /** What was written since the last call. */
  taken(): readonly Uint8Array[] {
    this.#begin(this.buffer.byteLength);
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #begin(bytes: number): void {
    if (this.index > 0) this.#pieces.push(this.getBytes());
    this.buffer = new ArrayBuffer(bytes);
    this.view = new DataView(this.buffer);
    this.index = 0;
  }
}

function sourceOf(column: NumberColumn | CellColumn): ColumnSource {
  const { name, values } = column;
  if ('type' in column) {
    const { type } = column;
    return { name, data: [...column.values], type, ...(type === 'DOUBLE' ? { encoding: 'PLAIN' } : {}) };
  }
  const plain = { name, nullable: false, statistics: false } as const;
  return values instanceof Int32Array
    ? { ...plain, data: values, type: 'INT32' }
    : { ...plain, data: values as Float64Array, type: 'DOUBLE', encoding: 'PLAIN' };
}

/** Every column of a Parquet file, and what was written beside them. Rejects with any error where it is not Parquet. */
export async function readRaw(
  file: AsyncBuffer,
  compressors: Compressors = {},
): Promise<{ columns: RawColumn[]; marks: Marks }> {
  const scan = await parquetScan({ file, compressors });
  const columns: RawColumn[] = [];
  for (const { element } of parquetSchema(scan.metadata).children) {
    const parts: DecodedArray[] = [];
    for (const range of scan.ranges) parts.push(await scan.readColumn({ column: element.name, ...range }));
    const integers = element.type === 'INT32' && element.repetition_type === 'REQUIRED';
    columns.push({ name: element.name, integers, parts });
  }
  return { columns, marks: marksOf(scan.metadata) };
}

/** Bytes that are there already, as a file to read. */
export function fileOfBytes(bytes: Uint8Array): AsyncBuffer {
  const { buffer, byteOffset: from, byteLength } = bytes;
  // not bytes.slice, which of Node's Buffer copies nothing
  return {
    byteLength,
    slice: (start, end = byteLength) => buffer.slice(from + start, from + end) as ArrayBuffer,
  };
}

export function marksOf({ key_value_metadata: pairs = [] }: FileMetaData): Marks {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
}

/** Numbers with NaN for null. Throws InputError where a cell is no number. */
export function asNumbers({ name, parts, integers }: RawColumn): NumberColumn {
  const length = parts.reduce((total, part) => total + part.length, 0);
  const values = integers ? new Int32Array(length) : new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    if (part instanceof Float64Array || part instanceof Int32Array) {
      values.set(part, at);
      at += part.length;
    } else for (let i = 0; i < part.length; i++) values[at++] = toNumber(name, part[i]);
  }
  return { name, values };
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === null || value === undefined) return Number.NaN;
  throw new InputError(`data: column "${name}" holds ${describeType(value)}, wanted numbers`, {
    column: name,
  });
}

function checkColumns(columns: readonly (NumberColumn | CellColumn)[]): void {
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
