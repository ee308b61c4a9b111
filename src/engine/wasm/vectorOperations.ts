import type { Operation, Registers } from './registers.ts';

/** What SIMD instructions do, by the opcode behind their prefix; those that `lanes.ts` writes. */

type Numbers = Registers['doubles'] | Registers['singles'] | Registers['words'];

interface Kind {
  readonly lanes: (registers: Registers) => Numbers;
  readonly count: 2 | 4;
}

const doubles: Kind = { lanes: (r) => r.doubles, count: 2 };
const singles: Kind = { lanes: (r) => r.singles, count: 4 };
const words: Kind = { lanes: (r) => r.words, count: 4 };

/** `f` of every lane; storing rounds a single, and cuts a word to its 32 bits. */
const unary = ({ lanes, count }: Kind, f: (x: number) => number): Operation => ({
  operands: 1,
  step(registers, a) {
    const v = lanes(registers);
    const from = count * a;
    return () => {
      for (let i = from; i < from + count; i++) v[i] = f(v[i]);
    };
  },
});

const binary = ({ lanes, count }: Kind, f: (x: number, y: number) => number): Operation => ({
  operands: 2,
  step(registers, a) {
    const v = lanes(registers);
    const from = count * a;
    return () => {
      for (let i = from; i < from + count; i++) v[i] = f(v[i], v[i + count]);
    };
  },
});

/** All ones in the lanes where it holds, else zeros. */
const comparison = ({ lanes, count }: Kind, holds: (x: number, y: number) => boolean): Operation => ({
  operands: 2,
  step(registers, a) {
    const v = lanes(registers);
    const width = 4 / count;
    return () => {
      for (let i = 0; i < count; i++) {
        const mask = holds(v[count * a + i], v[count * a + count + i]) ? -1 : 0;
        registers.words.fill(mask, 4 * a + width * i, 4 * a + width * (i + 1));
      }
    };
  },
});

const splat = ({ lanes, count }: Kind): Operation => ({
  operands: 1,
  step(registers, a) {
    const v = lanes(registers);
    return () => {
      v.fill(v[count * a], count * a, count * (a + 1));
    };
  },
});

const extract = ({ lanes, count }: Kind): Operation => ({
  operands: 1,
  hasLane: true,
  step(registers, a, lane) {
    const v = lanes(registers);
    return () => {
      v[count * a] = v[count * a + lane];
    };
  },
});

const replace = ({ lanes, count }: Kind): Operation => ({
  operands: 2,
  hasLane: true,
  step(registers, a, lane) {
    const v = lanes(registers);
    return () => {
      v[count * a + lane] = v[count * (a + 1)];
    };
  },
});

/** Shifts by the count in the register after; counts here are below the width of a lane. */
const shift = (f: (x: number, by: number) => number): Operation => ({
  operands: 2,
  step:
    ({ words: w }, a) =>
    () => {
      const by = w[4 * a + 4];
      for (let i = 4 * a; i < 4 * a + 4; i++) w[i] = f(w[i], by);
    },
});

const longs = (f: (x: bigint, y: bigint) => bigint): Operation => ({
  operands: 2,
  step:
    ({ longs: l }, a) =>
    () => {
      l[2 * a] = f(l[2 * a], l[2 * a + 2]);
      l[2 * a + 1] = f(l[2 * a + 1], l[2 * a + 3]);
    },
});

const shiftLongs: Operation = {
  operands: 2,
  step:
    ({ longs: l, words: w }, a) =>
    () => {
      const by = BigInt(w[4 * a + 4]);
      l[2 * a] <<= by;
      l[2 * a + 1] <<= by;
    },
};

const choose: Operation = {
  operands: 3,
  step:
    ({ words: w }, a) =>
    () => {
      for (let i = 4 * a; i < 4 * a + 4; i++) w[i] = (w[i] & w[i + 8]) | (w[i + 4] & ~w[i + 8]);
    },
};

const anyTrue: Operation = {
  operands: 1,
  step:
    ({ words: w }, a) =>
    () => {
      const at = 4 * a;
      w[at] = (w[at] | w[at + 1] | w[at + 2] | w[at + 3]) === 0 ? 0 : 1;
    },
};

/** The lower two lanes of a kind become two doubles; the upper one first, since it is written over no lower one. */
const toDoubles = ({ lanes }: Kind): Operation => ({
  operands: 1,
  step(registers, a) {
    const v = lanes(registers);
    const d = registers.doubles;
    return () => {
      d[2 * a + 1] = v[4 * a + 1];
      d[2 * a] = v[4 * a];
    };
  },
});

const demote: Operation = {
  operands: 1,
  step:
    ({ singles: s, doubles: d }, a) =>
    () => {
      s[4 * a] = d[2 * a];
      s[4 * a + 1] = d[2 * a + 1];
      s.fill(0, 4 * a + 2, 4 * a + 4);
    },
};

const wordsToSingles: Operation = {
  operands: 1,
  step:
    ({ words: w, singles: s }, a) =>
    () => {
      for (let i = 4 * a; i < 4 * a + 4; i++) s[i] = w[i];
    },
};

/** Arithmetic of one kind; the opcodes of abs, neg, sqrt, add ... run on from `first`. */
const arithmetic = (kind: Kind, first: number): [number, Operation][] => [
  [first, unary(kind, Math.abs)],
  [first + 1, unary(kind, (x) => -x)],
  [first + 3, unary(kind, Math.sqrt)],
  [first + 4, binary(kind, (x, y) => x + y)],
  [first + 5, binary(kind, (x, y) => x - y)],
  [first + 6, binary(kind, (x, y) => x * y)],
  [first + 7, binary(kind, (x, y) => x / y)],
  [first + 10, binary(kind, (x, y) => (y < x ? y : x))],
  [first + 11, binary(kind, (x, y) => (x < y ? y : x))],
];

const comparisons = (kind: Kind, first: number): [number, Operation][] => [
  [first, comparison(kind, (x, y) => x === y)],
  [first + 2, comparison(kind, (x, y) => x < y)],
  [first + 4, comparison(kind, (x, y) => x <= y)],
];

export const vectorOperations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x13, splat(singles)],
  [0x14, splat(doubles)],
  [0x1f, extract(singles)],
  [0x20, replace(singles)],
  [0x21, extract(doubles)],
  [0x22, replace(doubles)],
  ...comparisons(singles, 0x41),
  ...comparisons(doubles, 0x47),
  [0x4d, unary(words, (x) => ~x)],
  [0x4e, binary(words, (x, y) => x & y)],
  [0x4f, binary(words, (x, y) => x & ~y)],
  [0x50, binary(words, (x, y) => x | y)],
  [0x52, choose],
  [0x53, anyTrue],
  [0x5e, demote],
  [0x5f, toDoubles(singles)],
  [0xab, shift((x, by) => x << by)],
  [0xac, shift((x, by) => x >> by)],
  [0xae, binary(words, (x, y) => x + y)],
  [0xb1, binary(words, (x, y) => x - y)],
  [0xcb, shiftLongs],
  [0xce, longs((x, y) => x + y)],
  [0xd1, longs((x, y) => x - y)],
  ...arithmetic(singles, 0xe0),
  ...arithmetic(doubles, 0xec),
  [0xfa, wordsToSingles],
  [0xfe, toDoubles(words)],
]);
