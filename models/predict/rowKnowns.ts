import type { Model } from '../glmm.ts';
import { placesIn } from '../layout/rows.ts';

/**
 * Writes what a row's density knows of it besides linear predictors and parameters, in the order of `rowVariables`: the outcome, the trials
 * (1 where there are none), and what more the program's rows have.
 */
export function rowKnowns({
  program,
  order,
  outcome,
}: Pick<Model, 'program' | 'order' | 'outcome'>): (row: number, at: Float64Array) => void {
  const { known = [] } = program.rows;
  const places = placesIn(order);
  return (row, at) => {
    at[0] = outcome.y[row];
    at[1] = outcome.trials?.[row] ?? 1;
    for (let k = 0; k < known.length; k++) at[2 + k] = known[k].values[places[row]];
  };
}
