import { compile, type Expression, gradient, mul, splitSum, variable } from '../../src/autodiff/index.ts';
import { scalarFunctions } from '../../src/wasm/lowerExpression.ts';
import { inOrdinaryOperations } from '../../src/wasm/ordinary.ts';
import { canShare, instantiate } from '../../src/wasm/platform.ts';
import { hoistInvariants } from './hoist.ts';
import type { Program } from './program.ts';
import { openRows } from './rowMemory.ts';
import { type Precision, rowShape } from './rowShape.ts';
import { type Area, areaBytes, openArea } from './wasmArea.ts';
import { derivativesKernel, gradientKernel, hoistedPrefix, type KernelSource } from './wasmKernel.ts';

/**
 * Sums the rows' log likelihood. Reads the coefficients, auxiliary values and each term's effects `b[level * k + c]`;
 * ADDS the derivatives to the `...Out` arrays, which the caller has zeroed.
 */
export type RowKernel = (
  linear: Float64Array,
  auxiliary: Float64Array,
  effects: readonly Float64Array[],
  linearOut: Float64Array,
  auxiliaryOut: Float64Array,
  effectsOut: readonly Float64Array[],
) => number;

/** As `RowKernel`, in single precision and without the value: about 1e-5 of the largest term off, and the same always. */
export type RowForce = (...args: Parameters<RowKernel>) => void;

/** The log likelihood row by row, in the program's order of rows. */
export interface RowDerivatives {
  /** The linear predictor and the first three derivatives of a row's log likelihood in it, by the last `evaluate`. */
  readonly eta: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly third: Float64Array;
  /** Returns the sum of the log likelihood. */
  evaluate(linear: Float64Array, auxiliary: Float64Array, effects: readonly Float64Array[]): number;
}

/** What the rows add up: the part that reads parameters, weighted; and the sum of the part that does not. */
interface Likelihood {
  readonly names: readonly string[];
  readonly perRow: Expression;
  readonly constant: number;
}

const rowVariables = new Set(['y', 'eta', 'trials', 'weight']);

function likelihoodOf(program: Program): Likelihood {
  const names = program.auxiliary.map((a) => a.name);
  const { depends, rest } = splitSum(program.rows.density, new Set(['eta', ...names]));
  const perRow = program.rows.weights === null ? depends : mul(variable('weight'), depends);
  return { names, perRow, constant: normaliser(program, rest) };
}

/** Compiles the rows' value and gradient, in double precision. */
export function compileRowKernel(program: Program): RowKernel {
  if (program.rows.count === 0) return () => 0;
  const { names, perRow, constant } = likelihoodOf(program);
  const run = compileGradient(program, 'f64', names, perRow);
  return (...args) => constant + run(...args);
}

/** Compiles the rows' gradient alone, in single precision. */
export function compileRowForce(program: Program): RowForce {
  if (program.rows.count === 0) return () => {};
  const { names, perRow } = likelihoodOf(program);
  const run = compileGradient(program, 'f32', names, perRow);
  return (...args) => {
    run(...args);
  };
}

function compileGradient(
  program: Program,
  precision: Precision,
  names: readonly string[],
  perRow: Expression,
): RowKernel {
  const wanted = gradient(perRow, ['eta', ...names]);
  if (precision === 'f64') wanted.unshift(perRow);
  const { roots, hoisted } = prepare(wanted);
  const value = precision === 'f64' ? roots[0] : null;
  const [slope, ...auxiliarySlopes] = value === null ? roots : roots.slice(1);
  const expressions = { value, slope, auxiliarySlopes, hoisted: hoisted.length };
  const kernel = gradientKernel(rowShape(program), precision, expressions, canShare);
  const { run, area } = open(program, precision, kernel, names, hoisted, 0);
  const first = 1 + area.linear.length;
  return (linear, auxiliary, effects, linearOut, auxiliaryOut, effectsOut) => {
    for (const array of area.gradients) array.fill(0);
    run(linear, auxiliary, effects);
    for (let j = 0; j < linearOut.length; j++) linearOut[j] += area.sums[1 + j];
    for (let j = 0; j < auxiliaryOut.length; j++) auxiliaryOut[j] += area.sums[first + j];
    for (let t = 0; t < effectsOut.length; t++) {
      const out = effectsOut[t];
      const from = area.gradients[t];
      for (let i = 0; i < out.length; i++) out[i] += from[i];
    }
    return area.sums[0];
  };
}

/** Compiles the rows' value with its first three derivatives in eta, row by row. */
export function compileRowDerivatives(program: Program): RowDerivatives {
  const { names, perRow, constant } = likelihoodOf(program);
  const slopes: Expression[] = [];
  for (let order = 1, of = perRow; order <= 3; order++) {
    [of] = gradient(of, ['eta']);
    slopes.push(of);
  }
  if (program.rows.count === 0) {
    const none = new Float64Array(0);
    return { eta: none, first: none, second: none, third: none, evaluate: () => 0 };
  }
  const { roots, hoisted } = prepare([perRow, variable('eta'), ...slopes]);
  const [value, ...arrays] = roots;
  const kernel = derivativesKernel(rowShape(program), value, arrays, hoisted.length, canShare);
  const { run, area } = open(program, 'f64', kernel, names, hoisted, arrays.length);
  const [eta, first, second, third] = area.arrays;
  return {
    eta,
    first,
    second,
    third,
    evaluate(linear, auxiliary, effects) {
      run(linear, auxiliary, effects);
      return constant + area.sums[0];
    },
  };
}

function prepare(wanted: readonly Expression[]): { roots: Expression[]; hoisted: readonly Expression[] } {
  const { roots, hoisted } = hoistInvariants(wanted, rowVariables, (i) => `${hoistedPrefix}${i}`);
  return { roots: inOrdinaryOperations(roots), hoisted };
}

type Run = (linear: Float64Array, auxiliary: Float64Array, effects: readonly Float64Array[]) => void;

/** Links a kernel to the rows, with an area of its own. */
function open(
  program: Program,
  precision: Precision,
  { source, area: areaShape }: KernelSource,
  names: readonly string[],
  hoisted: readonly Expression[],
  arrays: number,
): { run: Run; area: Area } {
  const rows = openRows(program, precision, areaBytes(areaShape, program, arrays));
  const area = openArea(rows.memory.buffer, rows.area, areaShape, program, rows, arrays);
  const { run } = instantiate<{ run: (area: number) => void }>(source, rows.memory, scalarFunctions);
  const hoist = compile(hoisted, names);
  const hoistedValues = new Float64Array(hoisted.length);
  return {
    area,
    run(linear, auxiliary, effects) {
      area.linear.set(linear);
      hoist(auxiliary, hoistedValues);
      area.hoisted.set(hoistedValues);
      for (let t = 0; t < effects.length; t++) area.effects[t].set(effects[t]);
      area.sums.fill(0);
      run(area.address);
    },
  };
}

/** The part of the log likelihood that no parameter enters, summed once. */
function normaliser({ rows }: Program, rest: Expression): number {
  if (rest.kind === 'constant' && rest.value === 0) return 0;
  const input = new Float64Array(2);
  const evaluate = compile([rest], ['y', 'trials']);
  const out = new Float64Array(1);
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    input[0] = rows.y[i];
    input[1] = rows.trials === null ? 1 : rows.trials[i];
    evaluate(input, out);
    sum += (rows.weights === null ? 1 : rows.weights[i]) * out[0];
  }
  return sum;
}
