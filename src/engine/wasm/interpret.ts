/**
 * Runs kernels where no WebAssembly may be: `node --jitless`, pages whose policy forbids it. The bytes are those that
 * WebAssembly gets, each instruction becomes a closure over fixed registers, and the results have the same bits; about a
 * hundred times slower. Knows the instructions that our writers write, and that a loop's only branch is its last one.
 */
import { type DefinedFunction, flatten, type ModuleSource, type ValueType } from './encoder.ts';
import { newRegisters, type Operation, type Registers, type Step } from './registers.ts';
import { vectorOperations } from './vectorOperations.ts';

type ScalarFunction = (x: number) => number;

/** Registers for values on their way from one instruction to the next. */
const stackRegisters = 64;

const onWords = (f: (x: number, y: number) => number): Operation => ({
  operands: 2,
  step:
    ({ words }, a) =>
    () => {
      words[4 * a] = f(words[4 * a], words[4 * a + 4]);
    },
});
const onDoubles = (f: (x: number, y: number) => number): Operation => ({
  operands: 2,
  step:
    ({ doubles }, a) =>
    () => {
      doubles[2 * a] = f(doubles[2 * a], doubles[2 * a + 2]);
    },
});
const onSingles = (f: (x: number, y: number) => number): Operation => ({
  operands: 2,
  step:
    ({ singles }, a) =>
    () => {
      singles[4 * a] = f(singles[4 * a], singles[4 * a + 4]);
    },
});

const scalarOperations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [
    0x1b, // select
    {
      operands: 3,
      step:
        ({ words }, a) =>
        () => {
          if (words[4 * a + 8] === 0) words.copyWithin(4 * a, 4 * a + 4, 4 * a + 8);
        },
    },
  ],
  [0x49, onWords((x, y) => (x >>> 0 < y >>> 0 ? 1 : 0))],
  [0x6a, onWords((x, y) => x + y)],
  [0x6b, onWords((x, y) => x - y)],
  [0x6c, onWords(Math.imul)],
  [0x71, onWords((x, y) => x & y)],
  [0x92, onSingles((x, y) => x + y)],
  [0x94, onSingles((x, y) => x * y)],
  [0xa0, onDoubles((x, y) => x + y)],
  [0xa2, onDoubles((x, y) => x * y)],
  [
    0xb6, // demote
    {
      operands: 1,
      step:
        ({ singles, doubles }, a) =>
        () => {
          singles[4 * a] = doubles[2 * a];
        },
    },
  ],
  [
    0xbb, // promote
    {
      operands: 1,
      step:
        ({ singles, doubles }, a) =>
        () => {
          doubles[2 * a] = singles[4 * a];
        },
    },
  ],
]);

/** 32-bit words that a load or store moves. */
const loadWords: ReadonlyMap<number, number> = new Map([
  [0x28, 1],
  [0x2a, 1],
  [0x2b, 2],
]);
const storeWords: ReadonlyMap<number, number> = new Map([
  [0x36, 1],
  [0x38, 1],
  [0x39, 2],
]);

/** The functions of a module under their names; they take words, and give nothing back; `memory` is seen as words. */
export function interpretModule(
  { imports, functions }: ModuleSource,
  memory: Int32Array,
  scalars: Readonly<Record<string, ScalarFunction>>,
): Record<string, (...parameters: number[]) => void> {
  const called = imports.map(({ name }) => scalars[name]);
  const named = functions.flatMap((f) =>
    f.name === null ? [] : [[f.name, interpretFunction(f, memory, called)] as const],
  );
  return Object.fromEntries(named);
}

function interpretFunction(
  { type, locals, body }: DefinedFunction,
  memory: Int32Array,
  called: readonly ScalarFunction[],
): (...parameters: number[]) => void {
  const wordsOnly = (types: readonly ValueType[]): boolean => types.every((name) => name === 'i32');
  if (!wordsOnly(type.parameters) || type.results.length > 0)
    throw new RangeError('interpret: a function takes words and gives nothing back');
  const first = type.parameters.length + locals.length;
  const registers = newRegisters(first + stackRegisters);
  const steps = new Decoder(flatten([body, 0x0b]), registers, first, memory, called).block();
  return (...parameters) => {
    registers.words.fill(0, 0, 4 * first);
    parameters.forEach((value, i) => {
      registers.words[4 * i] = value;
    });
    run(steps);
  };
}

function run(steps: readonly Step[]): void {
  for (let i = 0; i < steps.length; i++) steps[i]();
}

/** Reads instructions from bytes, keeping account of which register is the top of the stack. */
class Decoder {
  readonly #bytes: Uint8Array;
  readonly #registers: Registers;
  readonly #memory: Int32Array;
  readonly #called: readonly ScalarFunction[];
  readonly #limit: number;
  #at = 0;
  /** The next free register. */
  #top: number;

  constructor(
    bytes: Uint8Array,
    registers: Registers,
    first: number,
    memory: Int32Array,
    called: readonly ScalarFunction[],
  ) {
    this.#bytes = bytes;
    this.#registers = registers;
    this.#memory = memory;
    this.#called = called;
    this.#top = first;
    this.#limit = first + stackRegisters;
  }

  /** Steps up to the end of a block, or its else. */
  block(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const opcode = this.#byte();
      if (opcode === 0x0b || opcode === 0x05) return steps;
      if (opcode === 0x0d) return this.#lastBranch(steps);
      steps.push(this.#instruction(opcode));
    }
  }

  /** The branch of a loop: the loop goes on for as long as the register that it pops is not zero. */
  #lastBranch(steps: readonly Step[]): Step[] {
    const { words } = this.#registers;
    const condition = 4 * this.#pop();
    if (this.#byte() !== 0 || this.#byte() !== 0x0b)
      throw new RangeError('interpret: a branch within a loop');
    return [
      () => {
        do run(steps);
        while (words[condition] !== 0);
      },
    ];
  }

  #instruction(opcode: number): Step {
    const operation = scalarOperations.get(opcode);
    if (operation !== undefined) return this.#operate(operation);
    const loaded = loadWords.get(opcode);
    if (loaded !== undefined) return this.#load(loaded, 1);
    const stored = storeWords.get(opcode);
    if (stored !== undefined) return this.#store(stored);
    switch (opcode) {
      case 0x03:
        return this.#loop();
      case 0x04:
        return this.#if();
      case 0x10:
        return this.#call();
      case 0x20:
        return this.#copy(this.#unsigned(), this.#push());
      case 0x21:
        return this.#copy(this.#pop(), this.#unsigned());
      case 0x41:
        return this.#constant([this.#signed()]);
      case 0x43:
        return this.#constant(this.#literal(4));
      case 0x44:
        return this.#constant(this.#literal(8));
      case 0xfd:
        return this.#vector(this.#unsigned());
      default:
        throw new RangeError(`interpret: no instruction 0x${opcode.toString(16)}`);
    }
  }

  #vector(opcode: number): Step {
    const operation = vectorOperations.get(opcode);
    if (operation !== undefined) return this.#operate(operation);
    switch (opcode) {
      case 0x00:
        return this.#load(4, 1);
      case 0x09:
        return this.#load(1, 4);
      case 0x0a:
        return this.#load(2, 2);
      case 0x0b:
        return this.#store(4);
      case 0x0c:
        return this.#constant(this.#literal(16));
      case 0x0d:
        return this.#shuffle();
      default:
        throw new RangeError(`interpret: no vector instruction 0x${opcode.toString(16)}`);
    }
  }

  #operate(operation: Operation): Step {
    const lane = operation.hasLane === true ? this.#byte() : 0;
    for (let i = 1; i < operation.operands; i++) this.#pop();
    return operation.step(this.#registers, this.#top - 1, lane);
  }

  #loop(): Step {
    this.#byte();
    const body = this.block();
    return () => run(body);
  }

  #if(): Step {
    this.#byte();
    const { words } = this.#registers;
    const condition = 4 * this.#pop();
    const then = this.block();
    const otherwise = this.#bytes[this.#at - 1] === 0x05 ? this.block() : [];
    return () => run(words[condition] === 0 ? otherwise : then);
  }

  #call(): Step {
    const { doubles } = this.#registers;
    const f = this.#called[this.#unsigned()];
    const at = 2 * (this.#top - 1);
    return () => {
      doubles[at] = f(doubles[at]);
    };
  }

  #copy(from: number, to: number): Step {
    const { words } = this.#registers;
    return () => {
      for (let i = 0; i < 4; i++) words[4 * to + i] = words[4 * from + i];
    };
  }

  #constant(values: ArrayLike<number>): Step {
    const { words } = this.#registers;
    const at = 4 * this.#push();
    return () => words.set(values, at);
  }

  /** Some words at an address, some times over. */
  #load(count: number, times: number): Step {
    const offset = this.#offset();
    const { words } = this.#registers;
    const memory = this.#memory;
    const at = 4 * (this.#top - 1);
    return () => {
      const from = ((words[at] >>> 0) + offset) / 4;
      for (let i = 0; i < count * times; i++) words[at + i] = memory[from + (i % count)];
    };
  }

  #store(count: number): Step {
    const offset = this.#offset();
    const { words } = this.#registers;
    const memory = this.#memory;
    const value = 4 * this.#pop();
    const address = 4 * this.#pop();
    return () => {
      const to = ((words[address] >>> 0) + offset) / 4;
      for (let i = 0; i < count; i++) memory[to + i] = words[value + i];
    };
  }

  /** Bytes of two vectors in a new order. */
  #shuffle(): Step {
    const order = this.#take(16);
    this.#pop();
    const at = 16 * (this.#top - 1);
    const bytes = new Uint8Array(this.#registers.words.buffer);
    const before = new Uint8Array(32);
    return () => {
      before.set(bytes.subarray(at, at + 32));
      for (let i = 0; i < 16; i++) bytes[at + i] = before[order[i]];
    };
  }

  #push(): number {
    if (this.#top === this.#limit) throw new RangeError('interpret: the stack is too deep');
    return this.#top++;
  }

  #pop(): number {
    return --this.#top;
  }

  #byte(): number {
    return this.#bytes[this.#at++];
  }

  #take(count: number): Uint8Array {
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  /** A constant's bytes, as words. */
  #literal(bytes: number): Int32Array {
    return new Int32Array(this.#take(bytes).buffer);
  }

  /** The offset of a load or store, behind its alignment. */
  #offset(): number {
    this.#byte();
    return this.#unsigned();
  }

  #unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  #signed(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 25 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value;
    }
  }
}
