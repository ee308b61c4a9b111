import { InputError, simulateHospital, type Table, tableFromBytes } from 'poolwise';
import type { DataSource, Reading } from '../../state/session.ts';
import type { Context } from '../context.ts';
import { held } from '../held.ts';
import { outlineOf, type TableOutline } from '../table/outline.ts';
import { cellReader } from '../table/values.ts';

export type { ColumnOutline, TableOutline } from '../table/outline.ts';

export interface OpenRequest {
  readonly source: DataSource;
  /** Of a file, an example's file or what was pasted; null where the library makes the example. */
  readonly bytes: Blob | null;
  readonly reading: Reading;
}

/** Bytes that were read, of how many. */
export interface OpenProgress {
  readonly read: number;
  readonly total: number;
}

/**
 * Reads the table, which the worker holds from then on; the one before stays where this fails. Throws InputError for what is no table, or too
 * large for this browser's memory.
 */
export async function open(
  { source, bytes, reading }: OpenRequest,
  context: Context<OpenProgress>,
): Promise<TableOutline> {
  const table = bytes === null ? simulated(source.name) : await read(source.name, bytes, reading, context);
  const outline = outlineOf(table, bytes !== null && (await isTextual(bytes)));
  context.signal.throwIfAborted();
  held.table = table;
  held.models.clear();
  return outline;
}

/** Milliseconds between two tellings of how far it is. */
const pause = 60;

async function read(
  name: string,
  bytes: Blob,
  { encoding, ...reading }: Reading,
  { signal, progress }: Context<OpenProgress>,
): Promise<Table> {
  let told = 0;
  const onProgress = (count: number): void => {
    if (performance.now() - told < pause) return;
    told = performance.now();
    progress({ read: count, total: bytes.size });
  };
  const from = encoding === undefined ? bytes : recoded(bytes, encoding);
  try {
    return await tableFromBytes(from, { name, ...reading, onProgress, signal });
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(name, bytes.size) : error;
  }
}

/** What browsers throw where an array or a text cannot be had is a RangeError. */
function tooLarge(source: string, size: number): InputError {
  const megabytes = Math.round(size / 1e6);
  return new InputError(
    `data: ${source} (${megabytes} MB) is more than this browser's memory holds; open a part of its rows or columns, or use the command line`,
    { source, size },
  );
}

function recoded(bytes: Blob, encoding: string): ReadableStream<Uint8Array> {
  return bytes
    .stream()
    .pipeThrough(new TextDecoderStream(encoding) as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(new TextEncoderStream());
}

const binaryStarts = ['PAR1', 'ARROW1', 'PK\x03\x04', '\xff\xff\xff\xff'];

async function isTextual(bytes: Blob): Promise<boolean> {
  const start = new Uint8Array(await bytes.slice(0, 8).arrayBuffer());
  const text = String.fromCharCode(...start);
  return !binaryStarts.some((signature) => text.startsWith(signature)) && !/^\s*[[{]/.test(text);
}

function simulated(name: string): Table {
  if (name !== 'hospital') throw new InputError(`no example ${name}`);
  return simulateHospital('1').table;
}

export interface RowsRequest {
  /** The first row, counted from 0. */
  readonly from: number;
  readonly count: number;
  readonly columns: readonly string[];
}

export interface Rows {
  readonly from: number;
  /** Cells as the file spells them, null where missing, row by row. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Some rows of the table that is held. */
export function rows({ from, count, columns }: RowsRequest): Rows {
  const { table } = held;
  if (table === null) throw new InputError('data: open a table first');
  const end = Math.min(table.rows, from + count);
  const readers = columns.map((name) => {
    const column = table.columns.get(name);
    return column === undefined ? () => null : cellReader(column);
  });
  const cells: (string | null)[][] = [];
  for (let row = from; row < end; row++) cells.push(readers.map((read) => read(row)));
  return { from, rows: cells };
}

/** Lets go of the table and of models declared on it. */
export function close(_: null): void {
  held.table = null;
  held.models.clear();
}

/** Lets go of everything. */
export function forget(_: null): void {
  close(null);
  held.fits.clear();
}

/** Answers at once, where the worker is not in the middle of something that cannot wait. */
export function ping(_: null): void {}
