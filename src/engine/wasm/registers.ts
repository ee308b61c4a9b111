/**
 * Registers of the interpreter: 16 bytes each, whatever stands in one, seen as any kind of lane. Register `r` starts at
 * `4 * r` in words and singles, at `2 * r` in doubles and long words. Vectors are copied by words, which keep every bit.
 */
export interface Registers {
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  readonly singles: Float32Array;
  readonly doubles: Float64Array;
}

export function newRegisters(count: number): Registers {
  const buffer = new ArrayBuffer(16 * count);
  return {
    words: new Int32Array(buffer),
    longs: new BigInt64Array(buffer),
    singles: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}

/** One instruction, its registers known: what is left to do. */
export type Step = () => void;

/** An instruction on registers a, b, ... one after another: the result goes to a. */
export interface Operation {
  readonly operands: 1 | 2 | 3;
  /** `lane` is the byte behind the opcode, for those that have one. */
  step(registers: Registers, a: number, lane: number): Step;
  readonly hasLane?: true;
}
