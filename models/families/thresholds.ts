import { type Expression, select } from '../../src/engine/autodiff/index.ts';
import { type CategoryChances, ofChances } from './categories.ts';
import type {
  Family,
  FamilyParameter,
  FamilyParameters,
  LinkDensity,
  RowDistribution,
  RowLogDensity,
} from './family.ts';
import { links, type Ratio } from './links.ts';

/** `threshold1`, ...: one fewer than categories. */
export function thresholdNames(categories: number): string[] {
  return Array.from({ length: categories - 1 }, (_, k) => `threshold${k + 1}`);
}

/** A family's own parameters but thresholds, which the intercept's priors and formulas are for. */
export function ownParameters({ parameters, thresholds }: Family): FamilyParameter[] {
  return parameters.filter(({ name }) => thresholds?.names.includes(name) !== true);
}

/** As parameters of a family. */
export function thresholdParameters(names: readonly string[]): FamilyParameter[] {
  return names.map((name) => ({ name, support: { kind: 'real' } }));
}

/** Threshold number k of a row: the first for k below 1, the last for k beyond it. */
export function thresholdAt(
  names: readonly string[],
  parameters: FamilyParameters,
  k: Expression,
): Expression {
  const [last, ...others] = names.map((name) => parameters[name]).reverse();
  return others.reduce((above, threshold, i) => select(k, others.length - i + 0.5, threshold, above), last);
}

/** The thresholds of a row in numbers, eta taken off. */
export function aboveEta(names: readonly string[], { mu, parameters }: RowDistribution): number[] {
  return names.map((name) => parameters[name] - mu);
}

/** Links whose inverses are distribution functions over the whole line, the default first. */
const overTheLine = ['logit', 'probit', 'cloglog', 'cauchit'] as const;

/** A family's links over thresholds, each made by its name. */
export function thresholdLinks(
  make: (link: (typeof overTheLine)[number]) => LinkDensity,
): Readonly<Record<string, LinkDensity>> {
  return Object.fromEntries(overTheLine.map((link) => [link, make(link)]));
}

/** A link whose inverse gives the chance to stay below a threshold; mu is eta itself. */
export function thresholdLink(
  link: string,
  density: RowLogDensity,
  chances: CategoryChances,
  ratio: Ratio | null,
): LinkDensity {
  return {
    density,
    ...ofChances(chances),
    inverse: (eta) => eta,
    locate: () => ({ location: 0, unit: 1 }),
    locateThreshold: (staysBelow) => links[link].locate(staysBelow).location,
    ratio,
  };
}
