import { compile, gradient } from '../../src/engine/autodiff/index.ts';
import { pairAt, pairCount } from '../../src/engine/laplace/packed.ts';
import { etasOf, rowVariables } from '../../src/engine/program/program.ts';
import type { Model } from '../glmm.ts';
import { rowKnowns } from '../predict/rowKnowns.ts';

/** log p(y | etas, parameters) of one row at a time, with derivatives in some of the linear predictors. */
export interface RowDensities {
  /** Reads the parameters without a linear predictor at a draw. */
  setDraw(draw: number): void;
  /** Reads what is known of a row, and its linear predictors as they are without the effects in question. */
  setRow(row: number, etas: readonly Float64Array[], draw: number): void;
  /**
   * log density where linear predictor number `moving[m]` is `etas[m]`, with slopes and second derivatives in these (pairs as `pairAt`),
   * all times the row's weight.
   */
  derivatives(etas: Float64Array, out: Float64Array): void;
  readonly outputs: number;
}

/** The densities of a model's rows; `parameters` as `parameterDraws` has them, `moving` the numbers of linear predictors. */
export function rowDensities(
  model: Model,
  parameters: ReadonlyMap<string, Float64Array>,
  moving: readonly number[],
): RowDensities {
  const { rows, auxiliary } = model.program;
  const variables = rowVariables(rows);
  const etaNames = etasOf(rows);
  const names = [...variables, ...etaNames, ...auxiliary.map(({ name }) => name)];
  const own = auxiliary.map(({ name }) => parameters.get(name) as Float64Array);
  const slopes = gradient(
    rows.density,
    moving.map((p) => etaNames[p]),
  );
  const seconds = Array.from({ length: pairCount(moving.length) }, () => slopes[0]);
  slopes.forEach((slope, a) => {
    const of = gradient(
      slope,
      moving.slice(0, a + 1).map((p) => etaNames[p]),
    );
    of.forEach((second, b) => {
      seconds[pairAt(a, b)] = second;
    });
  });
  const runAll = compile([rows.density, ...slopes, ...seconds], names);
  const readRow = rowKnowns(model);
  const first = variables.length;
  const at = new Float64Array(names.length);
  const outputs = 1 + slopes.length + seconds.length;
  let weight = 1;
  const move = (etas: Float64Array): void => {
    for (let m = 0; m < moving.length; m++) at[first + moving[m]] = etas[m];
  };
  return {
    outputs,
    setDraw(draw) {
      for (let a = 0; a < own.length; a++) at[first + etaNames.length + a] = own[a][draw];
    },
    setRow(row, etas, draw) {
      readRow(row, at);
      for (let p = 0; p < etas.length; p++) at[first + p] = etas[p][draw];
      weight = model.weights?.[row] ?? 1;
    },
    derivatives(etas, out) {
      if (weight === 0) {
        out.fill(0, 0, outputs);
        return;
      }
      move(etas);
      runAll(at, out);
      if (weight !== 1) for (let i = 0; i < outputs; i++) out[i] *= weight;
    },
  };
}
