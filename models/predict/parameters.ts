import { compileColumn, type Expression, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { FamilyParameter } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { normalSdOf } from '../layout/rowDensity.ts';
import { thresholdSets } from '../layout/thresholds.ts';
import type { Chains, DrawsOf } from './drawsOfQuantity.ts';
import type { WriteEta } from './linear.ts';
import type { RowsAt } from './rowsAt.ts';

/** The draws of one of the family's parameters at rows: `at(row)` writes them, unless they are the same for all. */
export interface ParameterAt {
  readonly name: string;
  readonly values: Float64Array;
  readonly at: ((row: number) => void) | null;
  /** The draws of its linear predictor at the row; null without one. */
  readonly eta: Float64Array | null;
}

/**
 * Every parameter of the family at rows: of the whole model, of a linear predictor of its own (`etas`, the mean's first), of the
 * row's time point, or with known standard errors. The residual sd is `sdOf` a row where others of its block are known.
 */
export function parametersAt(
  rows: RowsAt,
  find: DrawsOf,
  etas: readonly WriteEta[],
  sdOf: ((row: number) => Float64Array) | null,
): ParameterAt[] {
  const { family, outcome } = rows.model;
  const residualSd = normalSdOf(family.chosen);
  const thresholds = thresholdDraws(rows, find);
  return family.chosen.family.parameters.map((parameter) => {
    const { name } = parameter;
    const p = rows.predictors.findIndex(({ predictor }, i) => i > 0 && predictor === name);
    if (p > 0) return ofPredictor(rows, parameter, etas[p], find.count);
    const threshold = thresholds.get(name);
    if (threshold !== undefined) return constantAt(name, threshold);
    if (name === residualSd && sdOf !== null) return ofRows(name, sdOf, find.count);
    const errors = outcome.standardErrors;
    if (name === residualSd && errors)
      return withErrors(name, errors.withSigma ? find(auxiliary(parameter)) : null, rows, find.count);
    if (name === residualSd && rows.known.residual !== null) return ofPlaces(name, rows, find);
    return constantAt(name, find(auxiliary(parameter)));
  });
}

const auxiliary = ({ name, support }: FamilyParameter) =>
  ({ kind: 'auxiliary', parameter: name, support }) as const;

/** The draws of the parameters that the program reads beside linear predictors, by name, chain after chain. */
export function parameterDraws({ model }: RowsAt, find: DrawsOf): Map<string, Float64Array> {
  const thresholds = thresholdDraws({ model }, find);
  const { parameters } = model.family.chosen.family;
  return new Map(
    model.program.auxiliary.flatMap(({ name }) => {
      const parameter = parameters.find((own) => own.name === name);
      const draws = thresholds.get(name) ?? (parameter === undefined ? null : find(auxiliary(parameter)));
      return draws === null ? [] : [[name, inOne(draws)] as const];
    }),
  );
}

function thresholdDraws({ model }: Pick<RowsAt, 'model'>, find: DrawsOf): Map<string, Chains> {
  const { thresholds } = model.family.chosen.family;
  if (thresholds === undefined) return new Map();
  const sets = thresholdSets(thresholds);
  return new Map(
    sets.flatMap(({ names, quantities }) => names.map((name, k) => [name, find(quantities[k])] as const)),
  );
}

/** An array a chain, one after the other. */
export function inOne(
  chains: Chains,
  out = new Float64Array(chains.length * chains[0].length),
): Float64Array {
  chains.forEach((chain, c) => {
    out.set(chain, c * chain.length);
  });
  return out;
}

function constantAt(name: string, chains: Chains): ParameterAt {
  return { name, values: inOne(chains), at: null, eta: null };
}

/** What a parameter is of its linear predictor, `eta`. */
export function parameterInverse({ model }: Pick<RowsAt, 'model'>, name: string): Expression {
  const own = model.family.chosen.family.parameters.find((parameter) => parameter.name === name);
  if (own === undefined) throw new RangeError(`${name} is no parameter of the family`);
  return parameterLink(own.support).inverse(variable('eta'));
}

function ofPredictor(rows: RowsAt, { name }: FamilyParameter, write: WriteEta, count: number): ParameterAt {
  const [eta, values] = [new Float64Array(count), new Float64Array(count)];
  const inverse = compileColumn(parameterInverse(rows, name), 'eta');
  return {
    name,
    values,
    eta,
    at(row) {
      write(row, eta);
      inverse(eta, values);
    },
  };
}

/** Variances add where the family's own sd is there too. */
function withErrors(name: string, own: Chains | null, { known }: RowsAt, count: number): ParameterAt {
  const { errors } = known;
  if (errors === null || errors === 'unknown')
    return unknownAt(name, 'the known standard errors, which the data have no column of');
  const values = new Float64Array(count);
  const sigma = own === null ? new Float64Array(count) : inOne(own);
  return {
    name,
    values,
    eta: null,
    at(row) {
      for (let d = 0; d < count; d++) values[d] = Math.sqrt(errors[row] * errors[row] + sigma[d] * sigma[d]);
    },
  };
}

function ofRows(name: string, of: (row: number) => Float64Array, count: number): ParameterAt {
  const values = new Float64Array(count);
  return { name, values, eta: null, at: (row) => values.set(of(row)) };
}

/** Each time point or stratum has its own. */
function ofPlaces(name: string, { known: { residual } }: RowsAt, find: DrawsOf): ParameterAt {
  if (residual === null || residual === 'unknown')
    return unknownAt(name, 'the column of the residuals, which the data have not');
  const values = new Float64Array(find.count);
  const sds = residual.points.map((level) => find({ kind: 'residualSd', level }));
  return { name, values, eta: null, at: (row) => inOne(sds[residual.place[row]], values) };
}

/** One that is only missed when it is asked for. */
function unknownAt(name: string, lacking: string): ParameterAt {
  return {
    name,
    values: new Float64Array(0),
    eta: null,
    at() {
      throw new InputError(`predict: ${name} of a row needs ${lacking}`);
    },
  };
}
