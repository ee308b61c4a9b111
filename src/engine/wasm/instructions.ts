import { type Code, floatBytes, signed, unsigned, type ValueType } from './encoder.ts';

/** Instructions on single numbers, memory and calls. A number stands for a constant. */

export type Operand = Code | number;

type Binary = (a: Operand, b: Operand) => Code;

function integer(x: Operand): Code {
  return typeof x === 'number' ? [0x41, signed(x)] : x;
}

const onIntegers =
  (opcode: number): Binary =>
  (a, b) => [integer(a), integer(b), opcode];

/** Addresses and counts. */
export const i32 = {
  constant: integer,
  add: onIntegers(0x6a),
  sub: onIntegers(0x6b),
  mul: onIntegers(0x6c),
  and: onIntegers(0x71),
  lessUnsigned: onIntegers(0x49),
  /** The lesser of two counts; evaluates both twice. */
  lesser: (a: Operand, b: Operand): Code => [integer(a), integer(b), integer(a), integer(b), 0x49, 0x1b],
};

/** Numbers of one size; the addition and multiplication of scalars. */
export const f64 = {
  constant: (value: number): Code => [0x44, floatBytes(value, 8)],
  add: (a: Code, b: Code): Code => [a, b, 0xa0],
  mul: (a: Code, b: Code): Code => [a, b, 0xa2],
  fromF32: (a: Code): Code => [a, 0xbb],
};

export const f32 = {
  constant: (value: number): Code => [0x43, floatBytes(value, 4)],
  add: (a: Code, b: Code): Code => [a, b, 0x92],
  mul: (a: Code, b: Code): Code => [a, b, 0x94],
  fromF64: (a: Code): Code => [a, 0xb6],
};

const loads = { i32: [0x28, 2], f32: [0x2a, 2], f64: [0x2b, 3] } as const;
const stores = { i32: [0x36, 2], f32: [0x38, 2], f64: [0x39, 3] } as const;

/** Reads a number at `address + offset`; the offset is a constant of the code and costs nothing. */
export function load(type: 'i32' | 'f32' | 'f64', address: Code, offset = 0): Code {
  const [opcode, alignment] = loads[type];
  return [address, opcode, alignment, unsigned(offset)];
}

export function store(type: 'i32' | 'f32' | 'f64', address: Code, value: Code, offset = 0): Code {
  const [opcode, alignment] = stores[type];
  return [address, value, opcode, alignment, unsigned(offset)];
}

export function call(index: number, ...operands: readonly Code[]): Code {
  return [...operands, 0x10, unsigned(index)];
}

/** A SIMD instruction: operands first, then its opcode behind the prefix. */
export function simd(opcode: number, ...operands: readonly Code[]): Code {
  return [...operands, 0xfd, unsigned(opcode)];
}

export const localGet = (index: number): Code => [0x20, unsigned(index)];
export const localSet = (index: number, value: Code): Code => [value, 0x21, unsigned(index)];

export type { Code, ValueType };
