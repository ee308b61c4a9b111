import { compileColumn } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { RowDistribution } from '../families/family.ts';
import { categoriesOf } from './categoriesOf.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import { momentsOf } from './moments.ts';
import { outcomeWriter } from './outcomes.ts';
import { parameterInverse } from './parameters.ts';
import { chanceAbove, quantileOf } from './quantiles.ts';
import { inverseLink, type RowState } from './rowState.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';
import type { RowAt, Scale } from './types.ts';

/** A quantity of a row's distribution, or one of each category. */
export type RowQuantity =
  | { readonly categories: null; readonly of: (row: RowDistribution) => number }
  | { readonly categories: readonly string[]; readonly of: (row: RowDistribution) => readonly number[] };

/** What a scale is made of. */
export type Made =
  /** The linear predictors themselves. */
  | { readonly kind: 'link' }
  /** Of linear predictor number p alone, times the number of trials where it is of all of them. */
  | { readonly kind: 'predictor'; readonly p: number; readonly timesTrials: boolean }
  /** One of the family's parameters that has no linear predictor. */
  | { readonly kind: 'parameter'; readonly name: string }
  | {
      readonly kind: 'distribution';
      readonly quantity: RowQuantity;
      /** Said of one distribution: an average over several is not that of their mixture. */
      readonly ofOne?: true;
    }
  | { readonly kind: 'outcome' };

export function madeOf(rows: RowsAt, scale: Scale): Made {
  if (scale === 'link') return { kind: 'link' };
  if (scale === 'mean') return meanOf(rows);
  if (typeof scale === 'object' && 'parameter' in scale) return parameterOf(rows, scale.parameter);
  if (typeof scale === 'object' && 'of' in scale) return ofRow(ownQuantity(scale.of));
  if (scale === 'sd') return sdOf(rows);
  if (scale === 'outcome') return { kind: 'outcome' };
  if (typeof scale === 'object' && 'quantile' in scale)
    return { ...ofRow(quantileOf(rows.model, scale.quantile)), ofOne: true };
  if (typeof scale === 'object' && 'above' in scale) return ofRow(chanceAbove(rows.model, scale.above));
  throw new InputError(
    `predict: no scale ${JSON.stringify(scale)} (have: link, mean, sd, outcome, { quantile }, { above }, { parameter }, { of })`,
  );
}

export const ofRow = (of: (row: RowDistribution) => number): Extract<Made, { kind: 'distribution' }> => ({
  kind: 'distribution',
  quantity: { categories: null, of },
});

/** Of an outcome given its row's distribution. */
function sdOf({ model }: RowsAt): Made {
  const { variance } = momentsOf(model);
  return ofRow((row) => Math.sqrt(variance(row)));
}

/** The outcome's mean, or the chances of categories. */
function meanOf({ model }: RowsAt): Made {
  const { mean, chances } = model.family.chosen.family;
  if (chances !== undefined)
    return { kind: 'distribution', quantity: { categories: categoriesOf(model), of: chances } };
  if (mean !== undefined) return ofRow(mean);
  return { kind: 'predictor', p: 0, timesTrials: true };
}

function parameterOf({ model, predictors }: RowsAt, name: string): Made {
  if (name === 'mu') return { kind: 'predictor', p: 0, timesTrials: false };
  const p = predictors.findIndex(({ predictor }, i) => i > 0 && predictor === name);
  if (p > 0) return { kind: 'predictor', p, timesTrials: false };
  const { parameters } = model.family.chosen.family;
  if (parameters.some((parameter) => parameter.name === name)) return { kind: 'parameter', name };
  const have = ['mu', ...parameters.map((parameter) => parameter.name)];
  throw new InputError(
    `predict: family ${model.family.name} has no parameter "${name}" (have: ${have.join(', ')})${didYouMean(name, have)}`,
  );
}

/** A quantity of the user's; the parameters it is handed are its own to keep. */
function ownQuantity(of: (row: RowAt) => number): (row: RowDistribution) => number {
  return ({ mu, trials, parameters }) => {
    const value = of({ mu, trials, parameters: { ...parameters } });
    if (typeof value === 'number') return value;
    throw new InputError(`predict: a quantity of your own must be a number, got ${typeof value}`);
  };
}

/** What linear predictor number p is put through. */
export function inverseOfPredictor(rows: RowsAt, p: number) {
  return p === 0 ? inverseLink(rows) : parameterInverse(rows, rows.predictors[p].predictor);
}

/** The draws of a scale at rows; `etas` are those of the linear predictors. */
export function scaleWriter(
  rows: RowsAt,
  made: Made,
  find: DrawsOf,
  etas: readonly WriteEta[],
  stateOf: () => RowState,
  seed: string,
): RowWriter {
  switch (made.kind) {
    case 'link':
      return linkWriter(rows, etas, find);
    case 'predictor':
      return predictorWriter(rows, made, etas[made.p]);
    case 'parameter':
      return parameterWriter(made.name, stateOf());
    case 'distribution':
      return quantityWriter(made.quantity, stateOf());
    case 'outcome':
      return outcomeWriter(rows, stateOf(), null, seed);
  }
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

function predictorWriter(
  rows: RowsAt,
  { p, timesTrials }: Extract<Made, { kind: 'predictor' }>,
  eta: WriteEta,
): RowWriter {
  const inverse = compileColumn(inverseOfPredictor(rows, p), 'eta');
  const times = timesTrials ? trialsTimes(rows) : null;
  return {
    categories: null,
    write(row, out) {
      eta(row, out);
      inverse(out, out);
      times?.(row, out);
    },
  };
}

/** Multiplies by a row's number of trials; null where each is one. */
export function trialsTimes({
  known: { trials },
}: RowsAt): ((row: number, out: Float64Array) => void) | null {
  if (trials === null || trials === 'one') return null;
  return (row, out) => {
    for (let d = 0; d < out.length; d++) out[d] *= trials[row];
  };
}

function parameterWriter(name: string, state: RowState): RowWriter {
  const parameter = state.parameter(name);
  if (parameter === undefined) throw new RangeError(`${name} is no parameter of the family`);
  return {
    categories: null,
    write(row, out) {
      parameter.at?.(row);
      out.set(parameter.values);
    },
  };
}

/** Where rows of a stratum have fewer categories than others, the chance of those beyond is 0. */
function quantityWriter({ categories, of }: RowQuantity, state: RowState): RowWriter {
  if (categories === null)
    return {
      categories,
      write(row, out) {
        state.go(row);
        for (let d = 0; d < out.length; d++) out[d] = of(state.at(d));
      },
    };
  return {
    categories,
    write(row, out) {
      state.go(row);
      for (let d = 0; d < state.count; d++) {
        const all = of(state.at(d));
        for (let k = 0; k < categories.length; k++) out[k * state.count + d] = all[k] ?? 0;
      }
    },
  };
}
