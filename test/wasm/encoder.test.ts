import { describe, expect, test } from 'vitest';
import { encodeModule, flatten, floatBytes, signed, unsigned } from '../../src/engine/wasm/encoder.ts';
import { f64, i32, localGet } from '../../src/engine/wasm/instructions.ts';
import { instantiate, moduleOf } from '../../src/engine/wasm/platform.ts';
import { functionWriter } from '../../src/engine/wasm/writer.ts';

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

describe('LEB128', () => {
  // the examples of the DWARF standard, version 4, figures 22 and 23
  test.each([
    [2, [2]],
    [127, [127]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [12857, [0xb9, 0x64]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %d', (value, bytes) => {
    expect(unsigned(value)).toEqual(bytes);
  });

  test.each([
    [2, [2]],
    [-2, [0x7e]],
    [127, [0xff, 0]],
    [-127, [0x81, 0x7f]],
    [128, [0x80, 1]],
    [-128, [0x80, 0x7f]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('signed %d', (value, bytes) => {
    expect(signed(value)).toEqual(bytes);
  });
});

test('numbers are laid out lowest byte first, nested code in order', () => {
  expect([...floatBytes(1, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  expect([...floatBytes(-2, 4)]).toEqual([0, 0, 0, 0xc0]);
  expect([...flatten([1, [2, [], [[3]]], Uint8Array.of(4), 5])]).toEqual([1, 2, 3, 4, 5]);
});

describe('modules', () => {
  test('an empty one is the header', () => {
    expect([...encodeModule({ memory: null, imports: [], functions: [] })]).toEqual(header);
  });

  test('x + 1 on doubles, byte for byte', () => {
    const type = { parameters: ['f64'], results: ['f64'] } as const;
    const body = f64.add(localGet(0), f64.constant(1));
    const functions = [{ name: 'f', type, locals: ['f64', 'f64', 'i32'], body }] as const;
    expect([...encodeModule({ memory: null, imports: [], functions })]).toEqual([
      ...header,
      ...[1, 6, 1, 0x60, 1, 0x7c, 1, 0x7c], // types: one, f64 -> f64
      ...[3, 2, 1, 0], // functions: one, of type 0
      ...[7, 5, 1, 1, 0x66, 0, 0], // exports: "f", function 0
      ...[10, 20, 1, 18, 2, 2, 0x7c, 1, 0x7f], // code: one body, two f64 locals and one i32
      ...[0x20, 0, 0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0xa0, 0x0b],
    ]);
  });

  test('imports come first, of functions and of a shared memory', () => {
    const type = { parameters: [], results: [] } as const;
    const imports = [{ name: 'g', type }];
    const bytes = encodeModule({ memory: { shared: true }, imports, functions: [] });
    expect([...bytes]).toEqual([
      ...header,
      ...[1, 4, 1, 0x60, 0, 0],
      ...[2, 26, 2],
      ...[3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 3, 1, 0x80, 0x80, 4],
      ...[3, 0x65, 0x6e, 0x76, 1, 0x67, 0, 0],
    ]);
    expect([...encodeModule({ memory: { shared: false }, imports: [], functions: [] })]).toEqual([
      ...header,
      ...[2, 15, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1],
    ]);
  });
});

test('written statements run: the sum of the squares below n', () => {
  const type = { parameters: ['i32'], results: ['i32'] } as const;
  const w = functionWriter(type);
  const sum = w.variable('i32', i32.constant(0));
  const i = w.variable('i32', i32.constant(0));
  w.whilst(i32.lessUnsigned(i.get, w.parameter(0)), () => {
    sum.set(i32.add(sum.get, i32.mul(i.get, i.get)));
    i.set(i32.add(i.get, 1));
  });
  w.when(
    i32.lessUnsigned(100, sum.get),
    () => sum.set(i32.constant(-1)),
    () => {},
  );
  w.emit(sum.get);
  const source = { memory: null, imports: [], functions: [w.finish('squares')] };
  const { squares } = instantiate<{ squares: (n: number) => number }>(source, null, {});
  expect([0, 1, 4, 7, 8].map(squares)).toEqual([0, 0, 14, 91, -1]);
  expect(moduleOf(source)).toBe(moduleOf({ ...source }));
});

test('equal sources share a compiled module, others do not, and only so many are kept', () => {
  const sourceOf = (n: number) => {
    const w = functionWriter({ parameters: [], results: ['i32'] });
    w.emit(i32.constant(n));
    return { memory: null, imports: [], functions: [w.finish('n')] };
  };
  const first = moduleOf(sourceOf(0));
  expect(moduleOf(sourceOf(0))).toBe(first);
  expect(moduleOf(sourceOf(1))).not.toBe(first);
  for (let n = 2; n <= 200; n++) moduleOf(sourceOf(n));
  expect(moduleOf(sourceOf(0))).not.toBe(first);
});
