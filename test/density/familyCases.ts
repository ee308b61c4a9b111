import type { Family, FamilyParameter } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { exp, log1p, logistic } from '../../src/engine/elementary.ts';

/** A density of one family and link, with what is needed to try it anywhere. */
export interface FamilyCase {
  readonly family: Family;
  readonly link: string;
}

/** Every row of a table of families with each of its links. */
export function casesOf(families: readonly Family[]): FamilyCase[] {
  return families.flatMap((family) => Object.keys(family.links).map((link) => ({ family, link })));
}

/** eta whose mean lies well inside what the link allows, u in (0, 1). */
export function etaFor(link: string, u: number): number {
  switch (link) {
    case 'log':
    case 'logit':
    case 'probit':
    case 'cloglog':
    case 'cauchit':
      return -2 + 4 * u;
    default:
      // identity, also of a probability; sqrt; inverse
      return 0.2 + 0.6 * u;
  }
}

/** A value of a family's own parameter, somewhere inside its support, u in (0, 1). */
export function parameterValue({ support }: FamilyParameter, u: number): number {
  switch (support.kind) {
    case 'real':
      return 2 * u - 1;
    case 'positive':
      return exp(1.6 * u - 0.8);
    case 'above':
      return support.lower + exp(1.6 * u - 0.8);
    case 'below':
      return support.upper - exp(1.6 * u - 0.8);
    case 'interval':
      return support.lower + (support.upper - support.lower) * (0.1 + 0.8 * u);
  }
}

/** Outcomes a family may meet: for sums over all of them, or as abscissas to integrate over. */
export type OutcomeSpace =
  | { readonly kind: 'sum'; readonly values: readonly number[] }
  | { readonly kind: 'integral'; readonly lower: number; readonly upper: number };

export const trialsInTests = 7;

/** Where y lives, by trying the family's check of it. */
export function outcomeSpace(family: Family): OutcomeSpace {
  const { holds, whole, trials } = responseCheck(family.response);
  // beyond 3000 there is less than 1e-13 of any case tried
  const most = trials === true ? trialsInTests : 3000;
  if (whole === true)
    return { kind: 'sum', values: Array.from({ length: most + 1 }, (_, y) => y).filter(holds) };
  const [lower, upper] = [holds(-1) ? Number.NEGATIVE_INFINITY : 0, holds(2) ? Number.POSITIVE_INFINITY : 1];
  return { kind: 'integral', lower, upper };
}

/** Independent log densities of the families, written from the textbook, by name and link. */
export const textbook: Readonly<
  Record<string, (y: number, eta: number, p: Readonly<Record<string, number>>) => number>
> = {
  'gaussian identity': (y, eta, { sigma }) =>
    Math.log(Math.exp(-((y - eta) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI))),
  'bernoulli logit': (y, eta) => Math.log(y === 1 ? 1 / (1 + Math.exp(-eta)) : 1 - 1 / (1 + Math.exp(-eta))),
  'binomial logit': (y, eta) => {
    const mu = logistic(eta);
    let ways = 1;
    for (let i = 0; i < y; i++) ways = (ways * (trialsInTests - i)) / (i + 1);
    return Math.log(ways) + y * Math.log(mu) + (trialsInTests - y) * log1p(-mu);
  },
  'poisson log': (y, eta) => {
    let logFactorial = 0;
    for (let i = 2; i <= y; i++) logFactorial += Math.log(i);
    return y * eta - Math.exp(eta) - logFactorial;
  },
};
