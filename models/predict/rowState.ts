import { compile, compileColumn, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { RowDistribution } from '../families/family.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { type ParameterAt, parameterInverse, parametersAt } from './parameters.ts';
import type { RowsAt } from './rowsAt.ts';

/** All draws of the distribution of a row's outcome: `go` moves to a row, `at` to one of its draws. */
export interface RowState {
  readonly count: number;
  go(row: number): void;
  /** The same object each time, changed. */
  at(draw: number): RowDistribution;
  /** The draws of linear predictor number p at the row. */
  eta(p: number): Float64Array;
  /** Changes the distribution that `at` gave to what it is where linear predictor p has this value. */
  set(p: number, eta: number): void;
  parameter(name: string): ParameterAt | undefined;
}

/** What mu is of eta. Throws InputError where the family does not say. */
export function inverseLink({ model }: Pick<RowsAt, 'model'>) {
  const { family, link } = model.family.chosen;
  if (link.inverse !== null) return link.inverse(variable('eta'));
  throw new InputError(
    `predict: family ${family.name} does not say what mu is under link ${link.name}; add it as links: { ${link.name}: { density, inverse: (eta) => ... } }, or take scale "link"`,
  );
}

/** Writable inside, so that no object is made a draw. */
interface Distribution {
  mu: number;
  trials: number;
  stratum: number;
  readonly parameters: Record<string, number>;
}

/** The rows' distributions; `etas` are the draws of the linear predictors, the mean's first; `sdOf` as that of `parametersAt`. */
export function rowState(
  rows: RowsAt,
  find: DrawsOf,
  etas: readonly WriteEta[],
  sdOf: ((row: number) => Float64Array) | null = null,
): RowState {
  const parameters = parametersAt(rows, find, etas, sdOf);
  const inverse = inverseLink(rows);
  const toMu = compileColumn(inverse, 'eta');
  const [eta, mu] = [new Float64Array(find.count), new Float64Array(find.count)];
  const own: Record<string, number> = Object.fromEntries(parameters.map(({ name }) => [name, 0]));
  const distribution: Distribution = { mu: 0, trials: 1, stratum: 0, parameters: own };
  const setters = rows.predictors.map(({ predictor }, p) =>
    p === 0
      ? scalar(inverse, (value) => {
          distribution.mu = value;
        })
      : scalar(parameterInverse(rows, predictor), (value) => {
          own[predictor] = value;
        }),
  );
  const { trials, strata } = rows.known;
  return {
    count: find.count,
    go(row) {
      etas[0](row, eta);
      toMu(eta, mu);
      for (const { at } of parameters) at?.(row);
      distribution.trials = trials === null || trials === 'one' ? 1 : trials[row];
      if (strata !== null) distribution.stratum = stratumAt(rows, strata, row);
    },
    at(draw) {
      distribution.mu = mu[draw];
      for (const { name, values } of parameters) own[name] = values[draw];
      return distribution;
    },
    eta(p) {
      const { predictor } = rows.predictors[p];
      return p === 0 ? eta : (parameters.find(({ name }) => name === predictor)?.eta ?? eta);
    },
    set: (p, value) => setters[p](value),
    parameter: (wanted) => parameters.find(({ name }) => name === wanted),
  };
}

/** Hands on what an expression of eta is at a number. */
function scalar(inverse: ReturnType<typeof inverseLink>, put: (value: number) => void) {
  const run = compile([inverse], ['eta']);
  const [at, out] = [new Float64Array(1), new Float64Array(1)];
  return (eta: number): void => {
    at[0] = eta;
    run(at, out);
    put(out[0]);
  };
}

function stratumAt({ model }: RowsAt, strata: Float64Array | 'unknown', row: number): number {
  if (strata !== 'unknown') return strata[row];
  throw new InputError(
    `predict: thresholds differ by "${model.outcome.strata?.name}", which the data have no column of`,
  );
}
