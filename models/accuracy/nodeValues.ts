import { compileColumns } from '../../src/engine/autodiff/index.ts';
import { etasOf, rowVariables } from '../../src/engine/program/program.ts';
import type { Model } from '../glmm.ts';
import { rowKnowns } from '../predict/rowKnowns.ts';
import type { GroupProblem } from './groupProblem.ts';

/**
 * Writes log p(y_g | z) - z'z / 2 at the nodes of some draws: node m of draw `draws[a]` is number a * nodes + m, its z at
 * z[number * size] and on.
 */
export type NodeValues = (draws: Int32Array, nodes: number, z: Float64Array, out: Float64Array) => void;

/** Of one group, `etas[i][p]` as in `groupIntegrand`. */
export type NodeValuesOf = (problem: GroupProblem, etas: readonly (readonly Float64Array[])[]) => NodeValues;

/** Row by row, each one compiled loop over all nodes of all draws asked for. */
export function nodeValuesOf(
  model: Model,
  parameters: ReadonlyMap<string, Float64Array>,
  moving: readonly number[],
): NodeValuesOf {
  const { rows, auxiliary } = model.program;
  const scalars = rowVariables(rows);
  const etaNames = etasOf(rows);
  const run = compileColumns(rows.density, [...etaNames, ...auxiliary.map(({ name }) => name)], scalars);
  const readRow = rowKnowns(model);
  const own = auxiliary.map(({ name }) => parameters.get(name) as Float64Array);
  const at = new Float64Array(scalars.length);
  let columns: Float64Array[] = [];
  let values = new Float64Array(0);
  const ensure = (count: number): void => {
    if (values.length === count) return;
    values = new Float64Array(count);
    columns = [...etaNames, ...own].map(() => new Float64Array(count));
  };
  return (problem, etas) => (draws, nodes, z, out) => {
    const { size, width } = problem;
    ensure(draws.length * nodes);
    own.forEach((of, a) => {
      repeat(of, draws, nodes, columns[etaNames.length + a]);
    });
    minusHalfSquares(z, size, out);
    const loads = new Float64Array(moving.length * width);
    problem.rows.forEach((row, i) => {
      const weight = model.weights?.[row] ?? 1;
      if (weight === 0) return;
      readRow(row, at);
      etas[i].forEach((of, p) => {
        repeat(of, draws, nodes, columns[p]);
      });
      for (let a = 0; a < draws.length; a++) {
        problem.loadRow(i, draws[a], loads, 0);
        move(problem, i, loads, z, a * nodes, (a + 1) * nodes);
      }
      run(columns, at, values);
      for (let n = 0; n < values.length; n++) out[n] += weight * values[n];
    });
  };

  /** Moves the linear predictors of row i at some nodes by the group's effects there. */
  function move(
    { size, width, at: of }: GroupProblem,
    i: number,
    loads: Float64Array,
    z: Float64Array,
    from: number,
    to: number,
  ): void {
    for (let p = 0; p < moving.length; p++) {
      const column = columns[moving[p]];
      for (let j = 0; j < width; j++) {
        const load = loads[p * width + j];
        if (load === 0) continue;
        const place = of[i * width + j];
        for (let n = from; n < to; n++) column[n] += load * z[n * size + place];
      }
    }
  }
}

/** Each draw's number as often as it has nodes. */
function repeat(values: Float64Array, draws: Int32Array, nodes: number, out: Float64Array): void {
  for (let a = 0; a < draws.length; a++) out.fill(values[draws[a]], a * nodes, (a + 1) * nodes);
}

function minusHalfSquares(z: Float64Array, size: number, out: Float64Array): void {
  for (let n = 0; n < out.length; n++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += z[n * size + j] * z[n * size + j];
    out[n] = -0.5 * sum;
  }
}
