import { type Expression, select, variable } from '../../src/engine/autodiff/index.ts';
import type { KnownColumn } from '../../src/engine/program/program.ts';
import type { Strata } from '../design/design.ts';
import { type ChosenFamily, chooseFamily } from '../families/choose.ts';
import type { FamilyParameters, RowLogDensity, Thresholds } from '../families/family.ts';

/** Variables of a row density that read the row's stratum; no parameter can be called so. */
const variables = { stratum: 'stratum of y', count: 'thresholds of y' } as const;

/** The columns that `densityInStrata` reads. */
export function strataColumns({ codes }: Strata, { strata = [] }: Thresholds): KnownColumn[] {
  const counts = codes.map((code) => strata[code].names.length);
  return [
    { name: variables.stratum, values: codes },
    { name: variables.count, values: counts },
  ];
}

/** The density of a row with the thresholds of its stratum, each picked by the row; once for each number of thresholds. */
export function densityInStrata({ family, link }: ChosenFamily): RowLogDensity {
  const strata = family.thresholds?.strata ?? [];
  const counts = [...new Set(strata.map(({ names }) => names.length))].sort((a, b) => a - b);
  const parts = counts.map((count) => {
    const labels = Array.from({ length: count + 1 }, (_, k) => `${k + 1}`);
    const own = chooseFamily(family.ofCategories?.(labels) ?? family, link.name);
    return { count, own, members: [...strata.keys()].filter((s) => strata[s].names.length === count) };
  });
  return (row, parameters) => {
    const densities = parts.map(({ own, members }) => {
      const picked = own.family.parameters.map(({ name }, k) => {
        const of = members.map((s) => parameters[strata[s].names[k]]);
        return [name, pickedBy(variable(variables.stratum), members, of)] as const;
      });
      return own.density(row, Object.fromEntries(picked) as FamilyParameters);
    });
    return pickedBy(variable(variables.count), counts, densities);
  };
}

/** The value whose code is that of the row; codes ascend. */
function pickedBy(code: Expression, codes: readonly number[], values: readonly Expression[]): Expression {
  return values
    .slice(0, -1)
    .reduceRight((rest, value, i) => select(code, codes[i] + 0.5, value, rest), values[values.length - 1]);
}
