import { compileColumn, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { RowDistribution } from '../families/family.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { type ParameterAt, parametersAt } from './parameters.ts';
import type { RowsAt } from './rowsAt.ts';

/** All draws of the distribution of a row's outcome: `go` moves to a row, `at` to one of its draws. */
export interface RowState {
  readonly count: number;
  /** What the link's inverse makes of eta, draw by draw. */
  readonly mu: Float64Array;
  go(row: number): void;
  /** The same object each time, changed. */
  at(draw: number): RowDistribution;
  parameter(name: string): ParameterAt | undefined;
}

/** Throws InputError where the family does not say what mu is. */
export function muWriter(rows: RowsAt, eta: WriteEta): WriteEta {
  const { family, link } = rows.model.family.chosen;
  if (link.inverse === null)
    throw new InputError(
      `predict: family ${family.name} does not say what mu is under link ${link.name}; add it as links: { ${link.name}: { density, inverse: (eta) => ... } }, or take scale "link"`,
    );
  const inverse = compileColumn(link.inverse(variable('eta')), 'eta');
  return (row, muOut) => {
    eta(row, muOut);
    inverse(muOut, muOut);
  };
}

/** Writable inside, so that no object is made a draw. */
interface Distribution {
  mu: number;
  trials: number;
  stratum: number;
  readonly parameters: Record<string, number>;
}

/** The rows' distributions; `etas` are the draws of the linear predictors, the mean's first. */
export function rowState(rows: RowsAt, find: DrawsOf, etas: readonly WriteEta[]): RowState {
  const parameters = parametersAt(rows, find, etas);
  const writeMu = muWriter(rows, etas[0]);
  const mu = new Float64Array(find.count);
  const own: Record<string, number> = Object.fromEntries(parameters.map(({ name }) => [name, 0]));
  const distribution: Distribution = { mu: 0, trials: 1, stratum: 0, parameters: own };
  const { trials, strata } = rows.known;
  return {
    count: find.count,
    mu,
    go(row) {
      writeMu(row, mu);
      for (const { at } of parameters) at?.(row);
      distribution.trials = trials === null || trials === 'one' ? 1 : trials[row];
      if (strata !== null) distribution.stratum = stratumAt(rows, strata, row);
    },
    at(draw) {
      distribution.mu = mu[draw];
      for (const { name, values } of parameters) own[name] = values[draw];
      return distribution;
    },
    parameter: (wanted) => parameters.find(({ name }) => name === wanted),
  };
}

function stratumAt({ model }: RowsAt, strata: Float64Array | 'unknown', row: number): number {
  if (strata !== 'unknown') return strata[row];
  throw new InputError(
    `predict: thresholds differ by "${model.outcome.strata?.name}", which the data have no column of`,
  );
}
