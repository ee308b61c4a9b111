import { InputError } from '../../src/engine/errors.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { mainPredictor, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { Design } from '../design/design.ts';
import type { Model } from '../glmm.ts';
import type { Prior } from '../priors/prior.ts';
import type { ScalarPrior } from './priorDraw.ts';

/** Where every parameter of a model stands among what it reports, and its prior: the model on the user's scale. */
export interface PriorLayout {
  readonly names: readonly string[];
  /** Null without an intercept. Its prior is for its value at the predictors' means. */
  readonly intercept: ScalarPlace | null;
  readonly slopes: readonly SlopePlace[];
  readonly terms: readonly TermPlace[];
  /** The family's own parameters. */
  readonly auxiliary: readonly (ScalarPlace & { readonly name: string })[];
}

export interface ScalarPlace {
  readonly at: number;
  readonly prior: ScalarPrior;
}

export interface SlopePlace extends ScalarPlace {
  readonly column: Float64Array;
  /** Mean of the column, or 0 where there is no intercept. */
  readonly mean: number;
}

export interface TermPlace {
  readonly k: number;
  readonly levels: number;
  readonly sds: readonly ScalarPlace[];
  /** Correlations, or null where the coefficients are independent; `at[i][j]` for i > j. */
  readonly correlation: { readonly eta: number; readonly at: readonly (readonly number[])[] } | null;
  /** Effect of coefficient c in level j stands at `effects + c * levels + j`. */
  readonly effects: number;
  readonly index: Int32Array;
  readonly columns: readonly Float64Array[];
}

/** Reads a model's declaration back: names, priors and design columns, nothing of how it is sampled. */
export function priorLayout({ program, design, priors }: Model): PriorLayout {
  const names = quantitiesOf(program).map(quantityName);
  const places = new Map(names.map((name, at) => [name, at]));
  const table = new Map(priors.map(({ parameter, prior }) => [parameter, prior]));
  const placeOf = (quantity: Quantity): number => {
    const at = places.get(quantityName(quantity));
    if (at === undefined) throw new InputError(`simulate: the model has no ${quantityName(quantity)}`);
    return at;
  };
  const priorAt = (at: number): Prior => {
    const key = program.reported[at].priorKeys.find((k) => table.has(k));
    const prior = key === undefined ? undefined : table.get(key);
    if (prior === undefined) throw new InputError(`simulate: the model has no prior for ${names[at]}`);
    return prior;
  };
  const scalar = (quantity: Quantity): ScalarPlace => {
    const at = placeOf(quantity);
    const prior = priorAt(at);
    if (prior.kind === 'lkj')
      throw new InputError(`simulate: ${names[at]} is no single parameter of the model`);
    return { at, prior };
  };
  const { intercept, names: slopeNames, columns } = design.fixed;
  let effects = program.reported.length;
  return {
    names,
    intercept: intercept ? scalar({ kind: 'intercept', predictor: mainPredictor }) : null,
    slopes: slopeNames.map((coef, j) => ({
      ...scalar({ kind: 'coefficient', predictor: mainPredictor, coef }),
      column: columns[j],
      mean: intercept ? columns[j].reduce((s, x) => s + x, 0) / columns[j].length : 0,
    })),
    terms: design.groups.map((group) => {
      const start = effects;
      effects += group.levels.length * group.coefs.length;
      return termPlace(group, start, { scalar, placeOf, priorAt });
    }),
    auxiliary: program.reported.flatMap(({ name, quantity }) =>
      quantity.kind === 'auxiliary' ? [{ name, ...scalar(quantity) }] : [],
    ),
  };
}

/** How a model's parameters and their priors are found. */
interface Finder {
  scalar(quantity: Quantity): ScalarPlace;
  placeOf(quantity: Quantity): number;
  priorAt(at: number): Prior;
}

function termPlace(
  { group, levels, coefs, correlated, index, columns }: Design['groups'][number],
  effects: number,
  { scalar, placeOf, priorAt }: Finder,
): TermPlace {
  const k = coefs.length;
  const predictor = mainPredictor;
  const sds = coefs.map((coef) => scalar({ kind: 'sd', predictor, group, coef }));
  const shape = { k, levels: levels.length, sds, effects, index, columns };
  if (!correlated || k === 1) return { ...shape, correlation: null };
  const at = coefs.map((coef, i) =>
    coefs
      .slice(0, i)
      .map((other) => placeOf({ kind: 'correlation', predictor, group, coefs: [other, coef] })),
  );
  const prior = priorAt(at[1][0]);
  if (prior.kind !== 'lkj') throw new InputError(`simulate: ${group} has no lkj prior for its correlations`);
  return { ...shape, correlation: { eta: prior.eta, at } };
}

/** eta at every design row for the reported values: what the formula says, without any internal scaling. */
export function linearPredictor(
  layout: PriorLayout,
  design: Design,
  values: ArrayLike<number>,
): Float64Array {
  const start = layout.intercept === null ? 0 : values[layout.intercept.at];
  const eta = Float64Array.from({ length: design.rows }, (_, i) => start + (design.offset?.[i] ?? 0));
  for (const { at, column } of layout.slopes)
    for (let i = 0; i < eta.length; i++) eta[i] += values[at] * column[i];
  for (const { effects, levels, index, columns } of layout.terms)
    columns.forEach((column, c) => {
      for (let i = 0; i < eta.length; i++) eta[i] += values[effects + c * levels + index[i]] * column[i];
    });
  return eta;
}
