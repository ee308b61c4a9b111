import type { ChosenFamily } from './choose.ts';
import type { Family, RowDistribution, RowFunctions } from './family.ts';
import { thresholdParameters } from './thresholds.ts';

/** What threshold `name` of a stratum's own family is called among those of all strata. */
export const inStratum = (stratum: number, name: string): string => `stratum${stratum + 1}_${name}`;

/**
 * The family of rows in strata, each with the thresholds of a family of its own, which may have other numbers of categories. Its
 * density is that of the first stratum; `densityInStrata` is that of any row.
 */
export function familyInStrata(
  each: readonly ChosenFamily[],
  labels: readonly string[],
  by: string,
): ChosenFamily {
  const [first] = each;
  const { thresholds } = first.family;
  if (thresholds === undefined) throw new RangeError(`${first.family.name} has no thresholds`);
  const strata = each.map(({ family }, s) => ({
    label: labels[s],
    names: family.parameters.map(({ name }) => inStratum(s, name)),
  }));
  const names = strata.flatMap((stratum) => stratum.names);
  const { draw, mean, cdf, chances } = rowFunctionsOf(each);
  const family: Family = {
    ...first.family,
    ...{ draw, mean, cdf, chances },
    parameters: thresholdParameters(names),
    thresholds: { ...thresholds, names, strata },
    notation: `${first.family.notation}, thresholds by ${by}`,
  };
  return { ...first, family, density: (row, own) => first.density(row, ofStratum(first.family, 0, own)) };
}

/** The thresholds of one stratum under the names of its own family. */
export function ofStratum<T>(
  { parameters }: Family,
  stratum: number,
  all: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(parameters.map(({ name }) => [name, all[inStratum(stratum, name)]]));
}

/** Each row as its own stratum's family has it. */
function rowFunctionsOf(each: readonly ChosenFamily[]): Required<Omit<RowFunctions, 'variance'>> {
  const own = ({ stratum = 0, parameters, ...row }: RowDistribution) => {
    const { family } = each[stratum];
    return { family, row: { ...row, parameters: ofStratum(family, stratum, parameters) } };
  };
  return {
    draw(rng, at) {
      const { family, row } = own(at);
      return family.draw?.(rng, row) ?? Number.NaN;
    },
    mean(at) {
      const { family, row } = own(at);
      return family.mean?.(row) ?? Number.NaN;
    },
    cdf(y, at) {
      const { family, row } = own(at);
      return family.cdf?.(y, row) ?? Number.NaN;
    },
    chances(at) {
      const { family, row } = own(at);
      return family.chances?.(row) ?? [];
    },
  };
}
