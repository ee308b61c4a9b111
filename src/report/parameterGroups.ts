import type { FitFile, ParameterRow } from './fitFile.ts';

/** The rows of fit.json by what they describe, each in the file's order. */
export interface ParameterGroups {
  /** `b_...` */
  readonly population: readonly ParameterRow[];
  /** `sd_...` and `cor_...` */
  readonly groupSds: readonly ParameterRow[];
  /** The residual sd, or what else the family has. */
  readonly family: readonly ParameterRow[];
  /** `r_...` */
  readonly effects: readonly ParameterRow[];
}

/** One coefficient that varies over a grouping factor: a row a level. */
export interface EffectTerm {
  readonly group: string;
  readonly coef: string;
  readonly effects: readonly GroupEffect[];
}

export interface GroupEffect {
  readonly level: string;
  readonly row: ParameterRow;
}

export function groupParameters({ parameters }: Pick<FitFile, 'parameters'>): ParameterGroups {
  const starting = (prefix: string): ParameterRow[] => parameters.filter((p) => p.name.startsWith(prefix));
  const population = starting('b_');
  const groupSds = [...starting('sd_'), ...starting('cor_')];
  const effects = starting('r_');
  const known = new Set([...population, ...groupSds, ...effects]);
  return { population, groupSds, family: parameters.filter((p) => !known.has(p)), effects };
}

/** What the family's own parameters are called: the sd of a normal residual is the one with a name. */
export function familyTitle({ residualSd }: Pick<FitFile['family'], 'residualSd'>): string {
  return residualSd === null ? 'Family parameters' : 'Residual';
}

/**
 * The varying coefficients in the order of their sds. Levels and coefficients come from user data and may hold commas
 * and brackets, so names are matched against the groups and the sds of the file, never cut at a comma.
 */
export function effectTerms(file: Pick<FitFile, 'parameters' | 'data'>): EffectTerm[] {
  const { groupSds, effects } = groupParameters(file);
  return groupSds
    .flatMap(({ name }) => termOf(name, Object.keys(file.data.groups)))
    .map(({ group, coef }) => ({ group, coef, effects: effectsOf(effects, group, coef) }))
    .filter((term) => term.effects.length > 0);
}

/** Group and coefficient of `sd_group__coef`; the longest group that fits. */
function termOf(name: string, groups: readonly string[]): { group: string; coef: string }[] {
  const fits = groups.filter((group) => name.startsWith(`sd_${group}__`));
  if (fits.length === 0) return [];
  const group = fits.reduce((a, b) => (b.length > a.length ? b : a));
  return [{ group, coef: name.slice(`sd_${group}__`.length) }];
}

function effectsOf(rows: readonly ParameterRow[], group: string, coef: string): GroupEffect[] {
  const [before, after] = [`r_${group}[`, `,${coef}]`];
  return rows
    .filter(({ name }) => name.startsWith(before) && name.endsWith(after))
    .map((row) => ({ level: row.name.slice(before.length, -after.length), row }));
}

/** Effects with a mean, by it, ascending. */
export function sortedByMean(effects: readonly GroupEffect[]): GroupEffect[] {
  return effects.filter(({ row }) => Number.isFinite(row.mean)).sort((a, b) => a.row.mean - b.row.mean);
}
