import { type Code, floatBytes, unsigned } from './encoder.ts';
import { f32, f64, simd } from './instructions.ts';

/** A vector of lanes: code for v128 values, or a number for a constant in every lane. */
export type Vector = Code | number;

type Unary = (a: Vector) => Code;
type Binary = (a: Vector, b: Vector) => Code;

/** SIMD arithmetic on one kind of lane: two doubles or four singles. Comparisons give masks of ones and zeros. */
export interface Lanes {
  readonly scalar: 'f64' | 'f32';
  readonly count: 2 | 4;
  /** Bytes of one lane. */
  readonly size: 8 | 4;
  readonly constant: (value: number) => Code;
  readonly neg: Unary;
  readonly abs: Unary;
  readonly sqrt: Unary;
  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly div: Binary;
  /** `b < a ? b : a` and `a < b ? b : a`: one machine instruction, a NaN in b is lost. */
  readonly lesser: Binary;
  readonly greater: Binary;
  readonly equal: Binary;
  readonly less: Binary;
  readonly lessOrEqual: Binary;
  /** One number into every lane. */
  readonly splat: (value: Code) => Code;
  readonly loadSplat: (address: Code, offset?: number) => Code;
  readonly extract: (a: Code, lane: number) => Code;
  readonly replace: (a: Code, lane: number, value: Code) => Code;
  /** The sum of the lanes, in pairs; reads `a` once a lane. */
  readonly total: (a: Code) => Code;
}

interface Opcodes {
  readonly [name: string]: number;
}

const doubles: Opcodes = {
  loadSplat: 0x0a,
  splat: 0x14,
  extract: 0x21,
  replace: 0x22,
  equal: 0x47,
  less: 0x49,
  lessOrEqual: 0x4b,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  lesser: 0xf6,
  greater: 0xf7,
};

const singles: Opcodes = {
  loadSplat: 0x09,
  splat: 0x13,
  extract: 0x1f,
  replace: 0x20,
  equal: 0x41,
  less: 0x43,
  lessOrEqual: 0x45,
  abs: 0xe0,
  neg: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  lesser: 0xea,
  greater: 0xeb,
};

function lanes(scalar: 'f64' | 'f32', opcodes: Opcodes): Lanes {
  const size = scalar === 'f64' ? 8 : 4;
  const count = scalar === 'f64' ? 2 : 4;
  const constant = (value: number): Code => {
    const lane = floatBytes(value, size);
    return vectorConstant(size === 8 ? [lane, lane] : [lane, lane, lane, lane]);
  };
  const lift = (a: Vector): Code => (typeof a === 'number' ? constant(a) : a);
  const unary =
    (name: string): Unary =>
    (a) =>
      simd(opcodes[name], lift(a));
  const binary =
    (name: string): Binary =>
    (a, b) =>
      simd(opcodes[name], lift(a), lift(b));
  const extract = (a: Code, lane: number): Code => [simd(opcodes.extract, a), lane];
  const { add } = scalar === 'f64' ? f64 : f32;
  const total = (a: Code, from = 0, many = count as number): Code =>
    many === 1 ? extract(a, from) : add(total(a, from, many / 2), total(a, from + many / 2, many / 2));
  return {
    scalar,
    count,
    size,
    constant,
    neg: unary('neg'),
    abs: unary('abs'),
    sqrt: unary('sqrt'),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    lesser: binary('lesser'),
    greater: binary('greater'),
    equal: binary('equal'),
    less: binary('less'),
    lessOrEqual: binary('lessOrEqual'),
    splat: unary('splat'),
    loadSplat: (address, offset = 0) => [
      address,
      0xfd,
      opcodes.loadSplat,
      size === 8 ? 3 : 2,
      unsigned(offset),
    ],
    extract,
    replace: (a, lane, value) => [simd(opcodes.replace, a, value), lane],
    total,
  };
}

/** Two doubles. */
export const f64x2 = lanes('f64', doubles);
/** Four singles. */
export const f32x4 = lanes('f32', singles);

export function vectorConstant(bytes: Code): Code {
  return [0xfd, 0x0c, bytes];
}

/** The 64 bits `high:low` in both halves. */
export function bits64(high: number, low = 0): Code {
  const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  const half = [word(low), word(high)];
  return vectorConstant([half, half]);
}

/** A 32-bit integer in each of four lanes. */
export function bits32(value: number): Code {
  return bits64(value, value);
}

export const vectorLoad = (address: Code, offset = 0): Code => [address, 0xfd, 0x00, 3, unsigned(offset)];
export const vectorStore = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  0xfd,
  0x0b,
  3,
  unsigned(offset),
];

/** Bits of all lanes alike. */
export const bits = {
  not: (a: Code): Code => simd(0x4d, a),
  and: (a: Code, b: Code): Code => simd(0x4e, a, b),
  andNot: (a: Code, b: Code): Code => simd(0x4f, a, b),
  or: (a: Code, b: Code): Code => simd(0x50, a, b),
  /** `a` where the mask has ones, else `b`. */
  choose: (mask: Code, a: Code, b: Code): Code => simd(0x52, a, b, mask),
  anyTrue: (a: Code): Code => simd(0x53, a),
};

type Shift = (a: Code, by: number) => Code;
const shift =
  (opcode: number): Shift =>
  (a, by) => [a, 0x41, unsigned(by), 0xfd, unsigned(opcode)];

export const i32x4 = {
  shl: shift(0xab),
  shrSigned: shift(0xac),
  add: (a: Code, b: Code): Code => simd(0xae, a, b),
  sub: (a: Code, b: Code): Code => simd(0xb1, a, b),
  /** Integers as singles. */
  toSingles: (a: Code): Code => simd(0xfa, a),
  /** The high words of two 64-bit lanes, in lanes 0 and 1. */
  highWords: (a: Code): Code => [a, a, 0xfd, 0x0d, [4, 5, 6, 7, 12, 13, 14, 15, 4, 5, 6, 7, 12, 13, 14, 15]],
  /** The integers in lanes 0 and 1 as doubles. */
  toDoubles: (a: Code): Code => simd(0xfe, a),
};

export const i64x2 = {
  shl: shift(0xcb),
  add: (a: Code, b: Code): Code => simd(0xce, a, b),
  sub: (a: Code, b: Code): Code => simd(0xd1, a, b),
};

/** Two doubles from the lower two singles, and two singles (zeros above) from two doubles. */
export const promoteLow = (a: Code): Code => simd(0x5f, a);
export const demote = (a: Code): Code => simd(0x5e, a);
