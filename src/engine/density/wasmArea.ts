import { linearCount, type Program, placeCount } from '../program/program.ts';
import { columnBytes, type Precision, type RowShape, sizeOf, slackBytes } from './rowShape.ts';

/**
 * What a kernel instance keeps for itself behind the rows: a header of addresses, its parameters, sums, scratch for one
 * block, and each term's effects and gradients. Offsets are relative to the area; those in `AreaShape` are constants of
 * the code, the others stand in the header.
 */
export interface AreaShape {
  readonly precision: Precision;
  readonly nLinear: number;
  readonly nHoisted: number;
  /** Coefficients, in the kernel's precision. */
  readonly linear: number;
  /** Values of expressions that no row enters, in the kernel's precision. */
  readonly hoisted: number;
  /** Doubles: the value, d / d linear, then d / d auxiliary. */
  readonly sums: number;
  readonly nSums: number;
  /** Arrays of one block's numbers: each linear predictor, then what the expressions give. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Words of the header. */
  readonly header: HeaderShape;
  /** 64 bytes of ones, then 64 of zeros: from n bytes before the middle on they mask the first n bytes. */
  readonly masks: number;
  readonly bytes: number;
}

/** Byte offsets of the header's words. */
export interface HeaderShape {
  readonly count: number;
  readonly records: number;
  /** Arrays of all rows that the kernel writes, and the bytes from one to the next. */
  readonly arrays: number;
  readonly arrayBytes: number;
  /** A term's words: its table, effects and gradients. */
  readonly terms: readonly { readonly table: number; readonly effects: number; readonly gradients: number }[];
}

const termsFrom = 16;
const termBytes = 12;

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

export function areaShape(
  shape: RowShape,
  precision: Precision,
  counts: { hoisted: number; auxiliary: number; scratch: number },
): AreaShape {
  const size = sizeOf(precision);
  const nLinear = shape.predictors.reduce((n, predictor) => n + linearCount(predictor), 0);
  const nSums = 1 + nLinear + counts.auxiliary;
  let end = aligned(termsFrom + termBytes * shape.terms.length);
  const take = (bytes: number): number => {
    const at = end;
    end += aligned(bytes);
    return at;
  };
  const linear = take(nLinear * size);
  const hoisted = take(counts.hoisted * size);
  const sums = take(nSums * 8);
  const masks = take(2 * slackBytes);
  const scratchBytes = columnBytes(precision) + slackBytes;
  const scratch = take(counts.scratch * scratchBytes);
  const terms = shape.terms.map((_, t) => {
    const at = termsFrom + t * termBytes;
    return { table: at, effects: at + 4, gradients: at + 8 };
  });
  return {
    precision,
    nLinear,
    nHoisted: counts.hoisted,
    linear,
    hoisted,
    sums,
    nSums,
    scratch,
    scratchBytes,
    masks,
    header: { count: 0, records: 4, arrays: 8, arrayBytes: 12, terms },
    bytes: end,
  };
}

/** Views of one instance's area; the kernel reads and writes them. */
export interface Area {
  readonly address: number;
  readonly linear: Float64Array | Float32Array;
  readonly hoisted: Float64Array | Float32Array;
  readonly sums: Float64Array;
  readonly effects: readonly (Float64Array | Float32Array)[];
  readonly gradients: readonly Float64Array[];
  /** Arrays of all rows, and one number more: the last vector may read it. */
  readonly arrays: readonly Float64Array[];
}

/** Numbers of effects, term by term; none for a kernel that knows no terms. */
const sizesOf = (area: AreaShape, { terms }: Program): number[] =>
  area.header.terms.map((_, t) => placeCount(terms[t]) * terms[t].coefs.length);

/** Bytes from one array of all rows to the next. */
const rowArrayBytes = ({ rows }: Program): number => aligned(rows.count * 8 + slackBytes);

/** Bytes an area takes, with the terms' effects and `arrays` arrays of all rows. */
export function areaBytes(area: AreaShape, program: Program, arrays: number): number {
  const effects = sizesOf(area, program).reduce(
    (n, size) => n + aligned(size * sizeOf(area.precision)) + aligned(size * 8),
    0,
  );
  return area.bytes + effects + arrays * rowArrayBytes(program);
}

/** Which rows a pass goes through: how many, their first record, and where each term's table has their levels. */
export interface RowsOfPass {
  readonly count: number;
  readonly records: number;
  readonly tables: readonly number[];
}

/** Writes the header and makes the views. */
export function openArea(
  buffer: ArrayBuffer | SharedArrayBuffer,
  address: number,
  area: AreaShape,
  program: Program,
  rows: RowsOfPass,
  arrays: number,
): Area {
  const numbers = (at: number, length: number): Float64Array | Float32Array =>
    area.precision === 'f64' ? new Float64Array(buffer, at, length) : new Float32Array(buffer, at, length);
  const { header } = area;
  const words = new Uint32Array(buffer, address, area.linear / 4);
  const setWord = (offset: number, value: number): void => {
    words[offset / 4] = value;
  };
  let end = address + area.bytes;
  const take = (bytes: number): number => {
    const at = end;
    end += aligned(bytes);
    return at;
  };
  const sizes = sizesOf(area, program);
  const terms = sizes.map((size, t) => {
    const effects = take(size * sizeOf(area.precision));
    const gradients = take(size * 8);
    setWord(header.terms[t].table, rows.tables[t]);
    setWord(header.terms[t].effects, effects);
    setWord(header.terms[t].gradients, gradients);
    return { effects: numbers(effects, size), gradients: new Float64Array(buffer, gradients, size) };
  });
  new Uint8Array(buffer, address + area.masks, slackBytes).fill(0xff);
  const stride = rowArrayBytes(program);
  const arraysAt = take(arrays * stride);
  setWord(header.count, rows.count);
  setWord(header.records, rows.records);
  setWord(header.arrays, arraysAt);
  setWord(header.arrayBytes, stride);
  return {
    address,
    linear: numbers(address + area.linear, area.nLinear),
    hoisted: numbers(address + area.hoisted, area.nHoisted),
    sums: new Float64Array(buffer, address + area.sums, area.nSums),
    effects: terms.map((t) => t.effects),
    gradients: terms.map((t) => t.gradients),
    arrays: Array.from(
      { length: arrays },
      (_, i) => new Float64Array(buffer, arraysAt + i * stride, program.rows.count + 1),
    ),
  };
}
