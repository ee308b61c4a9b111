import type { Family, FamilyParameter } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { exp } from '../../src/engine/elementary.ts';
import { integrate } from '../property/numeric.ts';

/** A density of one family and link, with what is needed to try it anywhere. */
export interface FamilyCase {
  readonly family: Family;
  readonly link: string;
}

/** Every row of a table of families with each of its links; of four categories where it is of categories. */
export function casesOf(families: readonly Family[]): FamilyCase[] {
  return families.flatMap((row) => {
    const family = row.ofCategories?.(categoriesInTests) ?? row;
    return Object.keys(family.links).map((link) => ({ family, link }));
  });
}

export const categoriesInTests = ['1', '2', '3', '4'];

/** Whether mu is a chance. */
const isOfChance = ({ response }: Family): boolean => {
  const { holds, trials } = responseCheck(response);
  return trials === true || !holds(2);
};

/** eta whose mean lies well inside what the link allows, u in (0, 1). */
export function etaFor(family: Family, link: string, u: number): number {
  const { holds } = responseCheck(family.response);
  // where the textbook's differences of chances keep their digits
  if (family.thresholds !== undefined) return -1 + 1.6 * u;
  switch (link) {
    case 'log':
      // the log of a chance; means that a rule with its nodes around 0 reaches; any others
      if (isOfChance(family)) return holds(0.5) ? -1.5 + u : -3 + 2.9 * u;
      return holds(-1) ? -1 + 2 * u : -2 + 4 * u;
    case 'logit':
    case 'probit':
    case 'cloglog':
    case 'cauchit':
      // beta: not so far out that outcomes next to 1 count
      return holds(0.5) ? -1 + 1.2 * u : -2 + 4 * u;
    case 'identity':
      return isOfChance(family) ? 0.3 + 0.4 * u : holds(-1) ? 0.2 + 0.6 * u : 0.8 + 0.8 * u;
    default:
      return 0.8 + 0.8 * u;
  }
}

/** Of parameters whose integrals would be decided by outcomes that no double tells apart, were they smaller. */
const factors: Readonly<Record<string, number>> = {
  'beta phi': 20,
  'gamma shape': 2,
  'hurdle_gamma shape': 2,
  'weibull shape': 2,
};

/** A value of a family's own parameter, somewhere inside its support, u in (0, 1). */
export function parameterValue(family: Family, { name, support }: FamilyParameter, u: number): number {
  const threshold = family.thresholds?.names.indexOf(name) ?? -1;
  if (threshold >= 0) return -1.2 + 1.1 * threshold + 0.8 * u;
  switch (support.kind) {
    case 'real':
      return 2 * u - 1;
    case 'positive':
      return (factors[`${family.name} ${name}`] ?? 1) * exp(1.6 * u - 0.8);
    case 'above':
      return support.lower + exp(1.6 * u - 0.8);
    case 'below':
      return support.upper - exp(1.6 * u - 0.8);
    case 'interval':
      return support.lower + (support.upper - support.lower) * (0.1 + 0.8 * u);
  }
}

/** Outcomes a family may meet: for sums over all of them, or as abscissas to integrate over, 0 apart if it has a chance. */
export type OutcomeSpace =
  | { readonly kind: 'sum'; readonly values: readonly number[] }
  | { readonly kind: 'integral'; readonly lower: number; readonly upper: number; readonly atZero: boolean };

export const trialsInTests = 7;

/** Where y lives, by trying the family's check of it. */
export function outcomeSpace(family: Family): OutcomeSpace {
  const { holds, whole, trials } = responseCheck(family.response);
  if (family.ofCategories !== undefined) return { kind: 'sum', values: categoriesInTests.map(Number) };
  // beyond 3000 there is less than 1e-13 of any case tried
  const most = trials === true ? trialsInTests : 3000;
  if (whole === true)
    return { kind: 'sum', values: Array.from({ length: most + 1 }, (_, y) => y).filter(holds) };
  const [lower, upper] = [holds(-1) ? Number.NEGATIVE_INFINITY : 0, holds(2) ? Number.POSITIVE_INFINITY : 1];
  return { kind: 'integral', lower, upper, atZero: holds(0) && !holds(-1) };
}

/** The sum or integral of f over all outcomes, f being a density times something. */
export function overOutcomes(space: OutcomeSpace, f: (y: number) => number): number {
  if (space.kind === 'sum') return space.values.reduce((sum, y) => sum + f(y), 0);
  return integrate(f, space.lower, space.upper) + (space.atZero ? f(0) : 0);
}
