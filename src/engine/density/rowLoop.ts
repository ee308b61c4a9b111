import { constant, type Expression } from '../autodiff/index.ts';
import { noCapabilities } from '../program/capabilities.ts';
import type { Program } from '../program/program.ts';
import { canShare } from '../wasm/platform.ts';
import { rowShape } from './rowShape.ts';
import { openKernel, prepare } from './wasmInstance.ts';
import { loopKernel } from './wasmKernel.ts';

/** One pass over the rows: reads arrays of all rows, writes such arrays, returns sums in `sumsOut`. */
export type RowLoop = (
  auxiliary: Float64Array,
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  sumsOut: Float64Array,
) => void;

/**
 * Compiles a pass over the rows, in double precision and in the program's order of rows: `stores` go to the outputs,
 * `totals` are summed, each an expression of y, trials, weight, the auxiliary values and the variables `inputs`.
 */
export function compileRowLoop(
  program: Program,
  inputs: readonly string[],
  stores: readonly Expression[],
  totals: readonly Expression[],
): RowLoop {
  const { count } = program.rows;
  if (count === 0) return (_auxiliary, _inputs, _outputs, sumsOut) => sumsOut.fill(0, 0, totals.length);
  if (stores.length + totals.length === 0) return () => {};
  const loop = openRowLoop(program, inputs, stores, totals, canShare);
  return (auxiliary, from, outputs, sumsOut) => {
    for (let i = 0; i < inputs.length; i++) loop.inputs[i].set(from[i]);
    loop.run(auxiliary);
    for (let i = 0; i < stores.length; i++) outputs[i].set(loop.outputs[i]);
    for (let k = 0; k < totals.length; k++) sumsOut[k] = loop.sums[k];
  };
}

/** A pass over arrays that the caller fills and reads where the kernel has them. */
export interface OpenLoop {
  /** Entries a row, to fill before a run; they stay as they are. */
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  /** The totals, in front. */
  readonly sums: Float64Array;
  run(auxiliary: Float64Array): void;
}

/** As `compileRowLoop`, without copies; there must be rows, and something to work out. */
export function openRowLoop(
  program: Program,
  inputs: readonly string[],
  stores: readonly Expression[],
  totals: readonly Expression[],
  shared: boolean,
): OpenLoop {
  const { count } = program.rows;
  const { roots, hoisted } = prepare(program, [...stores, ...totals], inputs);
  const expressions = {
    inputs,
    stores: roots.slice(0, stores.length),
    totals: roots.slice(stores.length),
    hoisted: hoisted.length,
  };
  const kernel = loopKernel(rowShape(program), expressions, shared);
  const { run, area } = openKernel(program, 'f64', kernel, hoisted, inputs.length + stores.length, shared);
  const read = area.arrays.slice(0, inputs.length);
  return {
    inputs: read.map((array) => array.subarray(0, count)),
    outputs: area.arrays.slice(inputs.length).map((array) => array.subarray(0, count)),
    sums: area.sums,
    run(auxiliary) {
      for (const array of read) array[count] = array[count - 1]; // an ordinary number behind the end
      run(auxiliary);
    },
  };
}

/** The same over arrays of `count` numbers that belong to no model: expressions of the inputs and the parameters. */
export function openArrayLoop(
  count: number,
  parameters: readonly string[],
  inputs: readonly string[],
  stores: readonly Expression[],
  totals: readonly Expression[],
): OpenLoop {
  const none = { trials: null, weights: null, offset: null };
  const rows = {
    count,
    hasIntercept: false,
    x: new Float64Array(0),
    width: 0,
    further: [],
    y: new Float64Array(count),
  };
  const bare = {
    ...{ alpha: [], linear: [], linearPriors: [], terms: [], reported: [] },
    capabilities: noCapabilities,
    ...{ logPrior: constant(0), otherLogPrior: constant(0) },
    auxiliary: parameters.map((name) => ({ name, expression: constant(0) })),
    rows: { ...rows, ...none, density: constant(0) },
  };
  return openRowLoop(bare, inputs, stores, totals, false); // its memory goes when it goes
}
