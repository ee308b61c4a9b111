import { equalTailed, type Interval } from '../../diagnostics/intervals.ts';
import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { coefficientLabel, type Quantity } from '../../src/engine/program/quantity.ts';
import { describeArgument, isLaplaceFit } from '../arguments.ts';
import { checkLevel } from '../likelihood/waldIntervals.ts';
import { columnAt, type Drawn, type Draws, drawsIn } from '../posterior/draws.ts';

import { defaultLevel } from '../posterior/summaries.ts';
import { posteriorOf } from '../predict/index.ts';
import { probabilityAbove, rankDraws } from './ranks.ts';

/** Of `ranking`. */
export interface RankingOptions {
  /** The grouping factor; may be left out where there is one. */
  readonly group?: string;
  /** The coefficient that varies over it, with its linear predictor if not the mean's; "Intercept" if left out. */
  readonly coef?: string;
  /** Which end is the first place; "highest" if left out. */
  readonly best?: 'highest' | 'lowest';
  /** The best and the worst: a share of the levels, or from 1 on their number; 0.1, a tenth, if left out. */
  readonly top?: number;
  /** Of the intervals; 0.95 if left out. */
  readonly level?: number;
}

const optionKinds: OptionKinds<RankingOptions> = {
  group: 'text',
  coef: 'text',
  best: 'text',
  top: 'a number',
  level: 'a number',
};

/** Where one level of a grouping factor stands among the others. */
export interface RankedLevel {
  readonly level: string;
  /** Posterior mean of its effect. */
  readonly effect: number;
  /** Posterior mean of its rank, 1 being the best. */
  readonly rank: number;
  /** Interval of its rank. */
  readonly lower: number;
  readonly upper: number;
  /** The probability that it is among the best `places`, and among the worst. */
  readonly best: number;
  readonly worst: number;
}

/** Levels of a grouping factor by their expected ranks, the best first. */
export interface Ranking {
  readonly group: string;
  readonly coef: string;
  readonly best: 'highest' | 'lowest';
  /** How many levels are among the best, and how many among the worst. */
  readonly places: number;
  readonly level: number;
  readonly draws: number;
  readonly rows: readonly RankedLevel[];
  /** The approximation the draws are of; left out for a posterior. */
  readonly approximation?: string;
}

type GroupEffect = Extract<Quantity, { kind: 'groupEffect' }>;

/**
 * Ranks the levels of a grouping factor by one of their effects, with how sure that is: expected ranks with intervals, and the
 * probability to be among the best and among the worst. Each draw of the posterior is ranked by itself, so that what levels share
 * does not blur the order; levels that tie share their places.
 * Takes a fit of `sample` or `laplace`, one that was loaded, or draws. Throws InputError for a group or coefficient that is none, and
 * for anything else.
 * Source: Goldstein & Spiegelhalter 1996, JRSS A 159:385; Laird & Louis 1989 for expected ranks.
 * @example ranking(fit, { group: 'DID', top: 0.1 })
 */
export function ranking(fit: unknown, options: RankingOptions = {}): Ranking {
  const { draws, levels, effect, best } = readLevels('ranking', fit, options);
  const { top = 0.1, level = defaultLevel } = options;
  checkLevel(level, 'ranking');
  const places = placesOf(top, levels.length);
  const count = draws.chains * draws.draws;
  const sign = best === 'highest' ? 1 : -1;
  const signed = levels.map(({ values }) => (sign === 1 ? values : values.map((x) => -x)));
  const { ranks, first, last } = rankDraws(signed, places);
  const rows = levels.map((one, j): RankedLevel => {
    const own = ranks.subarray(j * count, (j + 1) * count);
    return {
      level: one.level,
      effect: meanOf(one.values),
      rank: meanOf(own),
      ...rankInterval(own, level),
      best: first[j],
      worst: last[j],
    };
  });
  return {
    group: effect.group,
    coef: coefficientLabel(effect.predictor, effect.coef),
    best,
    places,
    level,
    draws: count,
    rows: rows.sort((a, b) => a.rank - b.rank),
    ...(draws.approximation === undefined ? {} : { approximation: draws.approximation }),
  };
}

/**
 * The probability that one level is better than another, ties counting half.
 * Throws InputError as `ranking` does, and for a level that there is not.
 * @example betterThan(fit, ['17', '203'], { group: 'DID' })
 */
export function betterThan(
  fit: unknown,
  [one, other]: readonly [string, string],
  options: Pick<RankingOptions, 'group' | 'coef' | 'best'> = {},
): number {
  const { levels, effect, best } = readLevels('betterThan', fit, options);
  const valuesOf = (wanted: string): Float64Array => {
    const found = levels.find(({ level }) => level === wanted);
    if (found !== undefined) return found.values;
    const names = levels.map(({ level }) => level);
    throw new InputError(
      `ranking: ${effect.group} has no level "${wanted}" (have: ${someOf(names)})${didYouMean(wanted, names)}`,
    );
  };
  const [a, b] = [valuesOf(one), valuesOf(other)];
  return best === 'highest' ? probabilityAbove(a, b) : probabilityAbove(b, a);
}

function readLevels(where: string, fit: unknown, options: RankingOptions) {
  checkOptions(where, options, optionKinds);
  const { best = 'highest' } = options;
  if (best !== 'highest' && best !== 'lowest')
    throw new InputError(`${where}: best is "highest" or "lowest", got ${describeArgument(best)}`);
  const draws = isLaplaceFit(fit) ? posteriorOf(where, fit).draws : drawsIn(where, fit as Drawn);
  const effects = effectsOfSeveral(draws);
  const wanted = chosenTerm(
    where,
    effects.map(({ effect }) => effect),
    options,
  );
  const levels = effects
    .filter(({ effect }) => isSameTerm(effect, wanted))
    .map(({ effect, q }) => ({ level: effect.level, values: allDraws(draws, q) }));
  return { draws, levels, effect: wanted, best };
}

/** Group effects with their places among the draws, but for those of one level: what bends of a smooth is such, and no group. */
function effectsOfSeveral({ quantities }: Draws): { readonly effect: GroupEffect; readonly q: number }[] {
  const effects = quantities.flatMap((effect, q) => (effect.kind === 'groupEffect' ? [{ effect, q }] : []));
  const levels = new Map<string, Set<string>>();
  for (const { effect } of effects)
    levels.set(effect.group, (levels.get(effect.group) ?? new Set()).add(effect.level));
  return effects.filter(({ effect }) => (levels.get(effect.group)?.size ?? 0) > 1);
}

/** The effect of the first level of the term that is asked for. */
function chosenTerm(
  where: string,
  effects: readonly GroupEffect[],
  { group, coef }: RankingOptions,
): GroupEffect {
  const groups = [...new Set(effects.map((effect) => effect.group))];
  if (groups.length === 0) throw new InputError(`${where}: the fit has no group of several levels to rank`);
  if (group === undefined && groups.length > 1)
    throw new InputError(`${where}: say which group to rank (have: ${someOf(groups)})`);
  const name = group ?? groups[0];
  const own = effects.filter((effect) => effect.group === name);
  if (own.length === 0)
    throw new InputError(`${where}: no group "${name}" (have: ${someOf(groups)})${didYouMean(name, groups)}`);
  const labels = [...new Set(own.map(labelOf))];
  const wanted = coef ?? (labels.includes('Intercept') ? 'Intercept' : labels[0]);
  const found = own.find((effect) => labelOf(effect) === wanted);
  if (found !== undefined) return found;
  throw new InputError(
    `${where}: no coefficient "${wanted}" varies over ${name} (have: ${someOf(labels)})${didYouMean(wanted, labels)}`,
  );
}

const labelOf = ({ predictor, coef }: GroupEffect): string => coefficientLabel(predictor, coef);

const isSameTerm = (a: GroupEffect, b: GroupEffect): boolean =>
  a.group === b.group && a.coef === b.coef && a.predictor === b.predictor;

function placesOf(top: number, levels: number): number {
  const places = top < 1 ? Math.max(1, Math.round(top * levels)) : top;
  if (top > 0 && Number.isInteger(places) && places < levels) return places;
  throw new InputError(
    `ranking: top is a share of the levels such as 0.1, or a whole number below their ${levels}, got ${top}`,
  );
}

function allDraws(draws: Draws, q: number): Float64Array {
  const chains = columnAt(draws, q);
  const all = new Float64Array(draws.chains * draws.draws);
  chains.forEach((chain, c) => {
    all.set(chain, c * draws.draws);
  });
  return all;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Ends are whole places, outwards. */
function rankInterval(ranks: Float32Array, level: number): Interval {
  const { lower, upper } = equalTailed([ranks], level);
  return { lower: Math.floor(lower), upper: Math.ceil(upper) };
}

const someOf = (names: readonly string[]): string =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')}, ...` : names.join(', ');
