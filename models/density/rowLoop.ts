import type { Expression } from '../../src/autodiff/index.ts';
import { canShare } from '../../src/wasm/platform.ts';
import type { Program } from './program.ts';
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
  const { roots, hoisted } = prepare([...stores, ...totals], inputs);
  const expressions = {
    inputs,
    stores: roots.slice(0, stores.length),
    totals: roots.slice(stores.length),
    hoisted: hoisted.length,
  };
  const kernel = loopKernel(rowShape(program), expressions, canShare);
  const { run, area } = openKernel(program, 'f64', kernel, hoisted, inputs.length + stores.length);
  const read = area.arrays.slice(0, inputs.length);
  const written = area.arrays.slice(inputs.length).map((array) => array.subarray(0, count));
  return (auxiliary, from, outputs, sumsOut) => {
    read.forEach((array, i) => {
      array.set(from[i]);
      array[count] = from[i][count - 1]; // an ordinary number behind the end
    });
    run(auxiliary);
    written.forEach((array, i) => {
      outputs[i].set(array);
    });
    for (let k = 0; k < totals.length; k++) sumsOut[k] = area.sums[k];
  };
}
