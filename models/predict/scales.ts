import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { Model } from '../glmm.ts';
import { categoriesOf } from './categoriesOf.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { muWriter, type RowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowAt, Scale } from './types.ts';

/** Writes a row's draws, those of a category after those of another where there are some. */
export interface RowWriter {
  readonly categories: readonly string[] | null;
  write(row: number, out: Float64Array): void;
}

/** What is wanted of the linear predictors, `etas`, or of the rows' distributions, which are made when they are needed. */
export function scaleWriter(
  rows: RowsAt,
  scale: Scale,
  find: DrawsOf,
  etas: readonly WriteEta[],
  stateOf: () => RowState,
): RowWriter {
  if (scale === 'link') return linkWriter(rows, etas, find);
  if (scale === 'mean') return meanWriter(rows, etas[0], stateOf);
  if (typeof scale === 'object' && 'parameter' in scale)
    return parameterWriter(rows, scale.parameter, etas[0], stateOf);
  if (typeof scale === 'object' && 'of' in scale) return ownWriter(scale.of, stateOf());
  throw new InputError(`predict: scale ${JSON.stringify(scale)} is not there yet; take "link" or "mean"`);
}

/** The linear predictor; of named categories that of each, the first's being 0. */
function linkWriter({ model }: RowsAt, etas: readonly WriteEta[], { count }: DrawsOf): RowWriter {
  if (model.family.chosen.family.predictors === undefined) return { categories: null, write: etas[0] };
  return {
    categories: categoriesOf(model),
    write(row, out) {
      out.fill(0, 0, count);
      etas.forEach((eta, k) => {
        eta(row, out.subarray((k + 1) * count, (k + 2) * count));
      });
    },
  };
}

/** The outcome's mean, or the chances of categories. */
function meanWriter(rows: RowsAt, eta: WriteEta, stateOf: () => RowState): RowWriter {
  const { mean, chances } = rows.model.family.chosen.family;
  if (chances !== undefined) return chancesWriter(rows.model, chances, stateOf());
  if (mean !== undefined) return each(stateOf(), mean);
  const mu = muWriter(rows, eta);
  const { trials } = rows.known;
  if (trials === null || trials === 'one') return { categories: null, write: mu };
  return {
    categories: null,
    write(row, out) {
      mu(row, out);
      for (let d = 0; d < out.length; d++) out[d] *= trials[row];
    },
  };
}

type Chances = NonNullable<Model['family']['chosen']['family']['chances']>;

/** Where rows of a stratum have fewer categories than others, the chance of those beyond is 0. */
function chancesWriter(model: Model, chances: Chances, state: RowState): RowWriter {
  const categories = categoriesOf(model);
  return {
    categories,
    write(row, out) {
      state.go(row);
      for (let d = 0; d < state.count; d++) {
        const all = chances(state.at(d));
        for (let k = 0; k < categories.length; k++) out[k * state.count + d] = all[k] ?? 0;
      }
    },
  };
}

/** One of the family's parameters, or mu. */
function parameterWriter(rows: RowsAt, name: string, eta: WriteEta, stateOf: () => RowState): RowWriter {
  if (name === 'mu') return { categories: null, write: muWriter(rows, eta) };
  const state = stateOf();
  const parameter = state.parameter(name);
  if (parameter === undefined) throw noParameter(rows.model, name);
  return {
    categories: null,
    write(row, out) {
      parameter.at?.(row);
      out.set(parameter.values);
    },
  };
}

function noParameter({ family }: Model, name: string): InputError {
  const have = ['mu', ...family.chosen.family.parameters.map((parameter) => parameter.name)];
  return new InputError(
    `predict: family ${family.name} has no parameter "${name}" (have: ${have.join(', ')})${didYouMean(name, have)}`,
  );
}

/** A quantity of the user's; the parameters it is handed are its own to keep. */
function ownWriter(of: (row: RowAt) => number, state: RowState): RowWriter {
  return each(state, ({ parameters, ...row }) => {
    const value = of({ ...row, parameters: { ...parameters } });
    if (typeof value === 'number') return value;
    throw new InputError(`predict: a quantity of your own must be a number, got ${typeof value}`);
  });
}

function each(state: RowState, of: (row: ReturnType<RowState['at']>) => number): RowWriter {
  return {
    categories: null,
    write(row, out) {
      state.go(row);
      for (let d = 0; d < out.length; d++) out[d] = of(state.at(d));
    },
  };
}
