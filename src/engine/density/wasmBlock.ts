import { type Code, i32, load, type Operand } from '../wasm/instructions.ts';
import { f32x4, f64x2, type Lanes } from '../wasm/lanes.ts';
import type { Variable, Writer } from '../wasm/writer.ts';
import { blockRows, columnBytes, type RowShape, recordBytes } from './rowShape.ts';
import type { AreaShape } from './wasmArea.ts';

/** What the passes over one block of rows share. */
export interface Block {
  readonly w: Writer;
  readonly lanes: Lanes;
  readonly shape: RowShape;
  readonly areaShape: AreaShape;
  /** The instance's area; scratch arrays stand in it at constant offsets. */
  readonly area: Code;
  /** The block's record. */
  readonly record: Code;
  /** Rows of this block, and their bytes in the kernel's precision. */
  readonly rows: Code;
  readonly bytes: Code;
  /** Each term's table; eachBlock copies it, a pass that goes through it moves it on to the next block. */
  readonly tables: readonly Variable[];
}

export const vectorBytes = 16;
/** The scratch array of a linear predictor; those behind all of them are what the expressions give. */
export const etaArray = (predictor: number): number => predictor;

/** Offset of scratch array number `array` in the area. */
export const scratchAt = ({ areaShape }: Block, array: number): number =>
  areaShape.scratch + array * areaShape.scratchBytes;

/** Offset of a column in the record. */
export const columnAt = ({ areaShape }: Block, column: number): number =>
  column * columnBytes(areaShape.precision);

/** Goes through the rows block by block. */
export function eachBlock(
  w: Writer,
  shape: RowShape,
  areaShape: AreaShape,
  once: (block: Block) => void,
): void {
  const lanes = areaShape.precision === 'f64' ? f64x2 : f32x4;
  const area = w.parameter(0);
  const { header } = areaShape;
  const left = w.variable('i32', load('i32', area, header.count));
  const record = w.variable('i32', load('i32', area, header.records));
  const tables = header.terms.map(({ table }) => w.variable('i32', load('i32', area, table)));
  w.repeat(() => {
    const rows = w.keep(i32.lesser(left.get, blockRows), 'i32');
    const bytes = w.keep(i32.mul(rows, lanes.size), 'i32');
    once({ w, lanes, shape, areaShape, area, record: record.get, rows, bytes, tables });
    record.set(i32.add(record.get, recordBytes(shape, areaShape.precision)));
    left.set(i32.sub(left.get, rows));
    return left.get;
  });
}

/**
 * Loops over the block's vectors. `once` gets two addresses that move along: offsets of scratch arrays are added to
 * the first, those of columns to the second. The last vectors may reach past the rows.
 */
export function eachVector(
  { w, area, record, bytes }: Block,
  once: (scratch: Code, columns: Code) => void,
  vectors = 1,
): void {
  const step = vectors * vectorBytes;
  const scratch = w.variable('i32', area);
  const columns = w.variable('i32', record);
  const end = w.keep(i32.add(area, bytes), 'i32');
  w.repeat(() => {
    once(scratch.get, columns.get);
    scratch.set(i32.add(scratch.get, step));
    columns.set(i32.add(columns.get, step));
    return i32.lessUnsigned(scratch.get, end);
  });
}

/** Address of number `index` of an array. */
export const element = (array: Code, index: Operand, bytes: number): Code =>
  i32.add(array, i32.mul(index, bytes));

/** A sum of vectors, in pairs. */
export function sum(lanes: Lanes, parts: readonly Code[]): Code {
  if (parts.length === 1) return parts[0];
  const half = parts.length >> 1;
  return lanes.add(sum(lanes, parts.slice(0, half)), sum(lanes, parts.slice(half)));
}
