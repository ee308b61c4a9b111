import { compileColumns } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { etasOf, rowVariables } from '../../src/engine/program/program.ts';
import type { Model } from '../glmm.ts';
import { drawsOfQuantity } from './drawsOfQuantity.ts';
import { etaWriter } from './linear.ts';
import { parameterDraws } from './parameters.ts';
import { rowKnowns } from './rowKnowns.ts';
import { rowsAt } from './rowsAt.ts';
import { termEffects } from './termEffects.ts';
import type { Posterior, RowDraws } from './types.ts';

/**
 * The log likelihood of each of the model's rows, a value a draw: log p(y | parameters, effects of the groups that the row names),
 * times the row's case weight where there are weights. Throws InputError where rows are not independent given these (a structure
 * of residuals), and for several imputed sets, which have other rows each.
 */
export function logLikelihood(posterior: Posterior): RowDraws {
  const { model, draws, imputations } = posterior;
  checkRows(model, imputations);
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const find = drawsOfQuantity(draws);
  const effectsOf = termEffects(find, { groups: 'given', seed: '1' });
  const etas = rows.predictors.map((_, p) => etaWriter(rows, p, find, effectsOf));
  const density = rowDensities(model, parameterDraws(rows, find));
  const ofRow = etas.map(() => new Float64Array(find.count));
  return {
    rows: rows.rows,
    chains: draws.chains,
    draws: draws.draws,
    statement: `log likelihood of each row of ${model.design.response.name}`,
    categories: null,
    fill(from, to, out) {
      for (let row = from; row < to; row++) {
        etas.forEach((write, p) => {
          write(row, ofRow[p]);
        });
        density(row, ofRow, out.subarray((row - from) * find.count, (row - from + 1) * find.count));
      }
    },
  };
}

function checkRows({ design }: Model, imputations: number | undefined): void {
  if (design.residual !== null)
    throw new InputError(
      `log likelihood: rows are not independent under residual "${design.residual.syntax.text}"; there is none of each`,
    );
  if (imputations !== undefined)
    throw new InputError('log likelihood: a fit of several imputed data sets has no rows of its own');
}

type Densities = (row: number, etas: readonly Float64Array[], out: Float64Array) => void;

/** The program's density of a row, at all draws of its linear predictors and of the parameters without one. */
function rowDensities(model: Model, parameters: ReadonlyMap<string, Float64Array>): Densities {
  const { rows, auxiliary } = model.program;
  const variables = rowVariables(rows);
  const columns = [...etasOf(rows), ...auxiliary.map(({ name }) => name)];
  const run = compileColumns(rows.density, columns, variables);
  const readRow = rowKnowns(model);
  const own = auxiliary.map(({ name }) => parameters.get(name) as Float64Array);
  const at = new Float64Array(variables.length);
  return (row, etas, out) => {
    readRow(row, at);
    run([...etas, ...own], at, out);
    const weight = model.weights?.[row] ?? 1;
    if (weight !== 1) for (let d = 0; d < out.length; d++) out[d] = weight === 0 ? 0 : weight * out[d];
  };
}
