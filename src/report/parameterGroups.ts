import {
  coefficientLabel,
  isCoefficient,
  isGroupEffect,
  isMissingOutcome,
  type Quantity,
} from '../engine/program/quantity.ts';
import type { FitFile, ParameterRow } from './fitSchema.ts';

/** Rows of a fit by what they describe, each in the fit's order. */
export interface ParameterGroups<Row> {
  /** Coefficients, the intercept among them. */
  readonly population: readonly Row[];
  /** Sds of the groups, then their correlations. */
  readonly groupSds: readonly Row[];
  /** The residual sd, or what else the family has. */
  readonly family: readonly Row[];
  /** Of a log density that no formula made, what coefficients share by their prior, and the steps of monotonic effects. */
  readonly own: readonly Row[];
  readonly effects: readonly Row[];
  /** Outcomes that rows lack. */
  readonly missing: readonly Row[];
}

/** One coefficient that varies over a grouping factor: a row a level. */
export interface EffectTerm {
  readonly group: string;
  /** With its linear predictor, where that is not the mean's. */
  readonly coef: string;
  readonly effects: readonly GroupEffect[];
}

export interface GroupEffect {
  readonly level: string;
  readonly row: ParameterRow;
}

/** Sorts the rows of any fit that says what they are. */
export function groupParameters<Row extends { readonly quantity: Quantity }>({
  parameters,
}: {
  readonly parameters: readonly Row[];
}): ParameterGroups<Row> {
  const ofKind = (...kinds: readonly Quantity['kind'][]): Row[] =>
    parameters.filter(({ quantity }) => kinds.includes(quantity.kind));
  return {
    population: parameters.filter(({ quantity }) => isCoefficient(quantity)),
    groupSds: [...ofKind('sd'), ...ofKind('correlation', 'commonCorrelation')],
    family: ofKind('auxiliary', 'residualSd', 'residualCorrelation', 'residualPair'),
    own: ofKind('own', 'shrinkage', 'share'),
    effects: parameters.filter(({ quantity }) => isGroupEffect(quantity)),
    missing: parameters.filter(({ quantity }) => isMissingOutcome(quantity)),
  };
}

/** What the family's own parameters are called: the sd of a normal residual is the one with a name. */
export function familyTitle({ residualSd }: Pick<FitFile['family'], 'residualSd'>): string {
  return residualSd === null ? 'Family parameters' : 'Residual';
}

/** Those of several levels: what a smooth is made of has one, and is nothing to look at. */
export function shownTerms(file: Pick<FitFile, 'parameters'>): EffectTerm[] {
  return effectTerms(file).filter(({ effects }) => effects.length > 1);
}

/** The varying coefficients, in the order of the rows. */
export function effectTerms({ parameters }: Pick<FitFile, 'parameters'>): EffectTerm[] {
  const terms = new Map<string, EffectTerm & { readonly effects: GroupEffect[] }>();
  for (const row of parameters) {
    if (row.quantity.kind !== 'groupEffect') continue;
    const { predictor, group, coef, level } = row.quantity;
    const key = JSON.stringify([predictor, group, coef]);
    const term = terms.get(key) ?? { group, coef: coefficientLabel(predictor, coef), effects: [] };
    terms.set(key, term);
    term.effects.push({ level, row });
  }
  return [...terms.values()];
}

/** Effects with a mean, by it, ascending. */
export function sortedByMean(effects: readonly GroupEffect[]): GroupEffect[] {
  return effects.filter(({ row }) => Number.isFinite(row.mean)).sort((a, b) => a.row.mean - b.row.mean);
}
