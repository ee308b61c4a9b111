import { summarise } from '../../diagnostics/summarise.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { columnAt, type Drawn, type Draws, drawsIn } from './draws.ts';
import { defaultLevel } from './summaries.ts';

type GroupEffect = Extract<Quantity, { kind: 'groupEffect' }>;

/** One coefficient of one level of a grouping factor, summed up over the draws. */
export interface GroupRow {
  readonly group: string;
  readonly level: string;
  readonly coef: string;
  /** The linear predictor it belongs to, `mu` for the mean's. */
  readonly predictor: string;
  readonly mean: number;
  readonly sd: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Group effects: how far each level lies from the population's coefficient, b_j, as `ranef` of lme4 and brms. Takes a fit,
 * also one that `loadFit` read, or its draws, also those that `laplaceDraws` makes; rows in the model's order, intervals of
 * `level`. Throws InputError for anything else.
 */
export function ranef(fit: Drawn, level: number = defaultLevel): GroupRow[] {
  const draws = drawsIn('ranef', fit);
  return effectsOf(draws).map(({ effect, q }) => rowOf(effect, columnAt(draws, q), level));
}

/**
 * Coefficients of each level: the population's and the group effect together, draw by draw, beta + b_j, as `coef` of lme4 and
 * brms. A coefficient that varies over groups and has no population part counts from 0. Where several factors share one,
 * each row has its own factor's effect alone.
 */
export function coef(fit: Drawn, level: number = defaultLevel): GroupRow[] {
  const draws = drawsIn('coef', fit);
  const population = new Map(draws.quantities.map((quantity, q) => [populationKey(quantity), q]));
  return effectsOf(draws).map(({ effect, q }) => {
    const at = population.get(keyOf(effect.predictor, effect.coef));
    const own = columnAt(draws, q);
    const shared = at === undefined ? null : columnAt(draws, at);
    const sum = shared === null ? own : own.map((chain, c) => chain.map((x, i) => x + shared[c][i]));
    return rowOf(effect, sum, level);
  });
}

function effectsOf({ quantities }: Draws): { readonly effect: GroupEffect; readonly q: number }[] {
  return quantities.flatMap((effect, q) => (effect.kind === 'groupEffect' ? [{ effect, q }] : []));
}

/** Varying coefficients are called as the population's are; the intercept is that of both. */
const keyOf = (predictor: string, coef: string): string => JSON.stringify([predictor, coef]);

function populationKey(quantity: Quantity): string | null {
  if (quantity.kind === 'intercept') return keyOf(quantity.predictor, 'Intercept');
  return quantity.kind === 'coefficient' ? keyOf(quantity.predictor, quantity.coef) : null;
}

function rowOf(
  { group, level: name, coef, predictor }: GroupEffect,
  chains: readonly Float64Array[],
  level: number,
): GroupRow {
  const { mean, sd, lower, upper } = summarise(chains, level);
  return { group, level: name, coef, predictor, mean, sd, lower, upper };
}
