import { type Program, predictorsOf, type RowMemory, type RowProgram } from '../program/program.ts';
import { canShare, newMemory, pageBytes, type WasmMemory } from '../wasm/platform.ts';
import { derivedValues } from './derivedColumns.ts';
import { fewestRows } from './mergedRows.ts';
import {
  blockRows,
  type Precision,
  type RowColumn,
  type RowShape,
  recordBytes,
  rowShape,
  slackBytes,
} from './rowShape.ts';

/** Addresses in a row memory; a function of the program alone, so that every thread finds the same. */
interface RowLayout {
  /** Where the records of doubles and singles start. */
  readonly f64: number;
  readonly f32: number;
  /** A term's table: (level, length) for each run of rows, or the level of each row. */
  readonly tables: readonly number[];
  readonly end: number;
}

/** A row memory with a fresh area in it. */
export interface OpenRows {
  readonly memory: WasmMemory;
  readonly records: number;
  readonly tables: readonly number[];
  readonly area: number;
}

/** First words of a shared memory: the end of what is taken, and whether the singles have been written. */
const takenAt = 0;
const singlesAt = 4;
const headerBytes = 64;
/** Room for the areas of some kernels; the memory grows if they take more. */
const spareBytes = 1 << 20;

const sharedMemories = new WeakMap<Program['rows'], RowMemory>();

/** The same program with its rows in memory that every thread it is posted to will share, where there is such memory. */
export function withSharedRows(program: Program): Program {
  const { rows } = program;
  if (!canShare || rows.count === 0) return program;
  return { ...program, rows: { ...rows, memory: sharedRows(fewestRows(program)) } };
}

function sharedRows(program: Program): RowMemory {
  const shape = rowShape(program);
  const known = program.rows.memory ?? sharedMemories.get(program.rows);
  if (known?.shape === describe(program, shape)) return known;
  const layout = layOutRows(program, shape);
  const memory = newMemory(layout.end + spareBytes, true);
  new Uint32Array(memory.buffer)[takenAt / 4] = layout.end;
  writeTables(program, shape, layout, memory);
  writeRecords(program, shape, 'f64', memory, layout.f64);
  const made = { memory, shape: describe(program, shape) };
  sharedMemories.set(program.rows, made);
  return made;
}

/**
 * Opens the rows for one kernel, with an area of `areaBytes` of its own that is its for as long as the rows live. A kernel
 * that is not `shared` has its own copy of the rows, which goes when it goes.
 */
export function openRows(
  program: Program,
  precision: Precision,
  areaBytes: number,
  shared: boolean = canShare,
): OpenRows {
  const shape = rowShape(program);
  const layout = layOutRows(program, shape);
  const size = aligned(areaBytes);
  if (!shared) return openAlone(program, shape, layout, precision, size);
  const { memory } = sharedRows(program);
  if (precision === 'f32') ensureSingles(program, shape, layout, memory);
  return { memory, records: layout[precision], tables: layout.tables, area: takeBytes(memory, size) };
}

/** Takes the next bytes of a shared memory of rows; where it cannot grow nothing is taken, and RangeError thrown. */
export function takeBytes(memory: WasmMemory, bytes: number): number {
  const size = aligned(bytes);
  for (;;) {
    const words = new Uint32Array(memory.buffer);
    const area = Atomics.load(words, takenAt / 4);
    const missing = area + size - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    if (Atomics.compareExchange(words, takenAt / 4, area, area + size) === area) return area;
  }
}

function openAlone(
  program: Program,
  shape: RowShape,
  layout: RowLayout,
  precision: Precision,
  areaBytes: number,
): OpenRows {
  const memory = newMemory(layout.end + areaBytes, false);
  writeTables(program, shape, layout, memory);
  writeRecords(program, shape, precision, memory, layout[precision]);
  return { memory, records: layout[precision], tables: layout.tables, area: layout.end };
}

const describe = ({ rows }: Program, shape: RowShape): string => `${rows.count} ${JSON.stringify(shape)}`;

/** Two threads may write the singles at the same time; they write the same. */
function ensureSingles(program: Program, shape: RowShape, layout: RowLayout, memory: WasmMemory): void {
  const words = new Int32Array(memory.buffer);
  if (Atomics.load(words, singlesAt / 4) === 1) return;
  writeRecords(program, shape, 'f32', memory, layout.f32);
  Atomics.store(words, singlesAt / 4, 1);
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

function layOutRows({ rows, terms }: Program, shape: RowShape): RowLayout {
  let end = headerBytes;
  const take = (bytes: number): number => {
    const at = end;
    end += aligned(bytes + slackBytes);
    return at;
  };
  const blocks = Math.ceil(rows.count / blockRows);
  const tables = terms.map((_, t) => {
    const { form, runs } = shape.terms[t];
    return take(4 * (form === 'runs' ? 2 * runs : rows.count));
  });
  const f64 = take(blocks * recordBytes(shape, 'f64'));
  const f32 = take(blocks * recordBytes(shape, 'f32'));
  return { f64, f32, tables, end };
}

function writeTables(
  { terms }: Program,
  shape: RowShape,
  { tables }: RowLayout,
  { buffer }: WasmMemory,
): void {
  terms.forEach(({ index }, t) => {
    const { form, runs } = shape.terms[t];
    if (form === 'gather') {
      new Int32Array(buffer, tables[t], index.length).set(index);
      return;
    }
    const table = new Int32Array(buffer, tables[t], 2 * runs);
    for (let i = 0, run = -1; i < index.length; i++) {
      if (i % blockRows === 0 || index[i] !== index[i - 1]) table[2 * ++run] = index[i];
      table[2 * run + 1]++;
    }
  });
}

function knownColumn({ known = [] }: RowProgram, name: string): Float64Array {
  const column = known.find((one) => one.name === name);
  if (column === undefined) throw new RangeError(`rows: no column "${name}"`);
  return column.values;
}

/** The last block's columns are filled up with their last value, so that no odd number turns up behind the end. */
function writeRecords(
  program: Program,
  shape: RowShape,
  precision: Precision,
  { buffer }: WasmMemory,
  at: number,
): void {
  const { rows, terms } = program;
  const predictors = predictorsOf(rows);
  const blocks = Math.ceil(rows.count / blockRows);
  const make = precision === 'f64' ? Float64Array : Float32Array;
  const out = new make(buffer as ArrayBuffer, at, blocks * blockRows * shape.columns.length);
  const write = (column: number, from: Float64Array, stride: number, start: number): void => {
    for (let block = 0; block < blocks; block++) {
      const first = block * blockRows;
      const place = first * shape.columns.length + column * blockRows;
      const count = Math.min(blockRows, rows.count - first);
      for (let i = 0; i < count; i++) out[place + i] = from[(first + i) * stride + start];
      out.fill(out[place + count - 1], place + count, place + blockRows);
    }
  };
  const source = (column: RowColumn): readonly [from: Float64Array, stride: number, start: number] => {
    switch (column.kind) {
      case 'fixed': {
        const { x, width } = predictors[column.predictor];
        return [x, width, column.number];
      }
      case 'offset':
        return [predictors[column.predictor].offset as Float64Array, 1, 0];
      case 'row':
        return [rows[column.name] as Float64Array, 1, 0];
      case 'known':
        return [knownColumn(rows, column.name), 1, 0];
      case 'derived':
        return [derivedValues(program, column.name), 1, 0];
      case 'effect':
        return [terms[column.term].columns[column.coefficient] as Float64Array, 1, 0];
    }
  };
  shape.columns.forEach((column, c) => {
    write(c, ...source(column));
  });
}
