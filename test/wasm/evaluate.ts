import { type Expression, type UnaryOp, variable } from '../../src/engine/autodiff/index.ts';
import { bits64, f32x4, f64x2, vectorLoad, vectorStore } from '../../src/engine/wasm/lanes.ts';
import { lowerExpression, scalarFunctions, scalarImports } from '../../src/engine/wasm/lowerExpression.ts';
import { inOrdinaryOperations } from '../../src/engine/wasm/ordinary.ts';
import { instantiate, newMemory } from '../../src/engine/wasm/platform.ts';
import { functionWriter } from '../../src/engine/wasm/writer.ts';

/**
 * Compiles an expression over variables that stand in memory, one vector each.
 * `odd`: whether odd lanes are noted, or mended at once.
 */
export function vectorEvaluator(
  root: Expression,
  names: readonly string[],
  precision: 'f64' | 'f32',
  odd: 'note' | 'mend',
): (arguments_: readonly ArrayLike<number>[]) => { values: number[]; well: boolean } {
  const lanes = precision === 'f64' ? f64x2 : f32x4;
  const shared = false;
  const memory = newMemory(1, shared);
  const w = functionWriter({ parameters: ['i32'], results: [] });
  const address = w.parameter(0);
  const allWell = w.variable('v128', bits64(-1, -1));
  const [value] = lowerExpression(
    w,
    lanes,
    inOrdinaryOperations([root]),
    (name) => vectorLoad(address, 32 + 16 * names.indexOf(name)),
    odd === 'mend' ? { kind: 'mend' } : { kind: 'note', allWell },
  );
  w.emit(vectorStore(address, value));
  w.emit(vectorStore(address, allWell.get, 16));
  const source = { memory: { shared }, imports: scalarImports, functions: [w.finish('run')] };
  const { run } = instantiate<{ run: (address: number) => void }>(source, memory, scalarFunctions);
  const numbers = precision === 'f64' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer, 16, 4);
  return (vectors) => {
    vectors.forEach((vector, i) => {
      numbers.set(Array.from(vector), ((2 + i) * 16) / lanes.size);
    });
    run(0);
    return { values: [...numbers.subarray(0, lanes.count)], well: words.every((word) => word === -1) };
  };
}

export const unaryOf = (op: UnaryOp): Expression => ({ kind: 'unary', op, a: variable('x') });

/** Awkward doubles: the edges of ranges, of reductions and of formats. */
export const awkward: readonly number[] = [
  0,
  5e-324,
  1e-320,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  1e-300,
  1e-20,
  2 ** -54,
  2 ** -53,
  1e-8,
  0.25,
  0.34657359027997264,
  0.4142135623730951,
  0.5,
  Math.SQRT1_2,
  0.7071067811865475,
  1,
  1.5,
  Math.SQRT2,
  2,
  Math.E,
  10,
  18.99,
  19.06,
  20,
  20.000000000000004,
  22,
  36.04,
  37,
  37.99999999999999,
  38,
  39.99999999999999,
  40,
  100,
  354,
  700,
  707.9999999999999,
  708,
  708.0000000000001,
  709.782712893384,
  709.7827128933841,
  710,
  744.4400719213812,
  745.1332191019411,
  745.1332191019412,
  746,
  1e4,
  2 ** 31,
  2 ** 52,
  2 ** 53,
  1e100,
  2 ** 1000,
  2 ** 1023,
  1.7976931348623157e308,
  Number.POSITIVE_INFINITY,
]
  .flatMap((x) => [x, -x])
  .concat(Number.NaN, -1 + 2 ** -53, 1 - 2 ** -53, 1 + 2 ** -52);
