import { type Expression, select, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type Censoring, type CensoringKind, censoringKinds } from '../design/design.ts';
import { builtinFamilies } from '../families/builtin.ts';
import { type ChosenFamily, chooseFamily } from '../families/choose.ts';
import type { RowLogDensity } from '../families/family.ts';
import { logBetween } from '../families/tails.ts';

/** Variables of a row density that read how a row is censored; no parameter can be called so. */
const variables = { code: 'censoring of y', upper: 'upper end of y' } as const;

/** The columns that `censoredDensity` reads. */
export function censoringColumns({ codes, upper }: Censoring): { name: string; values: Float64Array }[] {
  return [
    { name: variables.code, values: codes },
    { name: variables.upper, values: upper },
  ];
}

/**
 * The log likelihood of what is known of an outcome: its density where it was seen, the probability of where it lies where it
 * was not; an interval is open below and closed above. Throws InputError for a family whose tails are not known.
 */
export function censoredDensity({ family, link, density, tails }: ChosenFamily): RowLogDensity {
  if (tails === null)
    throw new InputError(
      `${family.name}: a censored outcome needs the family's tails as expressions, and it has none under link ${link.name} (have: ${familiesWithTails().join(', ')})`,
    );
  const code = variable(variables.code);
  const beforeInterval = censoringKinds.indexOf('interval') - 0.5;
  const between = logBetween(tails, variable(variables.upper), (difference) =>
    select(code, beforeInterval, -1, difference),
  );
  return (row, parameters) => {
    const byKind: Readonly<Record<CensoringKind, Expression>> = {
      none: density(row, parameters),
      right: tails.above(row, parameters),
      left: tails.below(row, parameters),
      interval: between(row, parameters),
    };
    const [last, ...others] = censoringKinds.map((kind) => byKind[kind]).reverse();
    return others.reduce((rest, one, at) => select(code, censoringKinds.length - 1.5 - at, one, rest), last);
  };
}

function familiesWithTails(): string[] {
  return builtinFamilies
    .filter((family) => Object.keys(family.links).some((link) => chooseFamily(family, link).tails !== null))
    .map(({ name }) => name);
}
