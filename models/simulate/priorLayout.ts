import { InputError } from '../../src/engine/errors.ts';
import { quantityNames } from '../../src/engine/program/program.ts';
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
  const names = quantityNames(program);
  const places = new Map(names.map((name, at) => [name, at]));
  const table = new Map(priors.map(({ parameter, prior }) => [parameter, prior]));
  const find = (keys: readonly string[]): Prior => {
    const key = keys.find((k) => table.has(k));
    const prior = key === undefined ? undefined : table.get(key);
    if (prior === undefined) throw new InputError(`simulate: the model has no prior for ${keys[0]}`);
    return prior;
  };
  const scalar = (name: string, keys: readonly string[]): ScalarPlace => {
    const prior = find(keys);
    const at = places.get(name);
    if (at === undefined || prior.kind === 'lkj')
      throw new InputError(`simulate: ${name} is no single parameter of the model`);
    return { at, prior };
  };
  const { intercept, names: slopeNames, columns } = design.fixed;
  let effects = program.reported.length;
  return {
    names,
    intercept: intercept ? scalar('b_Intercept', ['Intercept']) : null,
    slopes: slopeNames.map((name, j) => ({
      ...scalar(`b_${name}`, [`b_${name}`, 'b']),
      column: columns[j],
      mean: intercept ? columns[j].reduce((s, x) => s + x, 0) / columns[j].length : 0,
    })),
    terms: design.groups.map((group) => {
      const start = effects;
      effects += group.levels.length * group.coefs.length;
      return termPlace(group, start, scalar, find, places);
    }),
    auxiliary: program.auxiliary.map(({ name }) => ({ name, ...scalar(name, [name]) })),
  };
}

function termPlace(
  { group, levels, coefs, correlated, index, columns }: Design['groups'][number],
  effects: number,
  scalar: (name: string, keys: readonly string[]) => ScalarPlace,
  find: (keys: readonly string[]) => Prior,
  places: ReadonlyMap<string, number>,
): TermPlace {
  const k = coefs.length;
  const sds = coefs.map((coef) => {
    const name = `sd_${group}__${coef}`;
    return scalar(name, [name, `sd_${group}`, 'sd']);
  });
  const shape = { k, levels: levels.length, sds, effects, index, columns };
  if (!correlated || k === 1) return { ...shape, correlation: null };
  const prior = find([`cor_${group}`, 'cor']);
  if (prior.kind !== 'lkj') throw new InputError(`simulate: cor_${group} has no lkj prior`);
  const at = coefs.map((coef, i) =>
    coefs.slice(0, i).map((other) => places.get(`cor_${group}__${other}__${coef}`) ?? Number.NaN),
  );
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
