import { InputError } from '../../src/engine/errors.ts';
import { type Arith, columnsOf, type Formula, type RandomTerm, type Variable } from '../formula/index.ts';
import type { GlmmOptions } from '../glmm.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import { NotSummed } from './notSummed.ts';
import type { Series, SourceColumn, SummedSource } from './questions.ts';

/** The columns by what they are read as. */
export interface ReadingOf {
  readonly groups: readonly string[];
  readonly factors: readonly string[];
  readonly numbers: readonly string[];
  readonly column: (name: string) => SourceColumn;
}

export const asColumn = (name: string): Arith => ({ kind: 'column', name });

export const variablesOf = ({ fixed, random }: Formula): Variable[] => {
  const all = [fixed, ...random.map(({ coefs }) => coefs)].flatMap(({ terms }) =>
    terms.flatMap((term) => term.variables),
  );
  return [...new Map(all.map((variable) => [variable.text, variable])).values()];
};

export function outcomeOf({ outcome }: Formula): Arith {
  if (outcome.kind !== 'values') throw new NotSummed(`${outcome.name} is no value`);
  return outcome.value;
}

/** The columns that a term's levels hang on: its groups, their classes, and weights of members. */
function cellColumns({ columns, by, members }: RandomTerm): string[] {
  const weights = new Set<string>();
  for (const weight of members?.weights ?? []) columnsOf(weight, weights);
  return [...columns, ...(by === null ? [] : [by]), ...weights];
}

/** The column of strata, of which each has sums of its own. */
export function strataOf(residual: ResidualSyntax | null): string[] {
  return residual?.structure.of === 'stratum' && residual.of !== null ? [residual.of] : [];
}

/** The time of a structure of residuals that decay with it. */
export function timeOf(residual: ResidualSyntax | null): string | null {
  return residual?.structure.kind === 'decay' ? residual.of : null;
}

/** The series of a structure of residuals that decay with time; null for others. */
export function seriesOf(residual: ResidualSyntax | null): Series | null {
  const time = timeOf(residual);
  return residual === null || time === null ? null : { by: residual.columns, time };
}

export function classify(
  terms: Formula,
  { factors: declared = {}, weights }: GlmmOptions,
  { columns }: SummedSource,
  residual: ResidualSyntax | null,
): ReadingOf {
  const found = new Map(columns.map((column) => [column.name, column]));
  const column = (name: string): SourceColumn => {
    const one = found.get(name);
    if (one === undefined) throw new InputError(`data: no column "${name}"`);
    return one;
  };
  const isFactor = (variable: Variable): boolean =>
    variable.kind === 'factor' ||
    (variable.kind === 'column' &&
      (column(variable.name).kind !== 'number' || Object.hasOwn(declared, variable.name)));
  const variables = variablesOf(terms);
  const factors = variables.flatMap((one) => (isFactor(one) && 'name' in one ? [one.name] : []));
  const ariths = variables.flatMap((one): Arith[] => {
    if (isFactor(one)) return [];
    if (one.kind === 'column') return [asColumn(one.name)];
    return one.kind === 'arith' ? [one.value] : 'of' in one ? [one.of] : [];
  });
  const numbers = new Set<string>(weights === undefined ? [] : [weights]);
  for (const arith of [...ariths, outcomeOf(terms), ...terms.offsets]) columnsOf(arith, numbers);
  const groups = [...new Set([...terms.random.flatMap(cellColumns), ...strataOf(residual)])];
  const time = timeOf(residual);
  if (time !== null && (column(time).kind !== 'number' || Object.hasOwn(declared, time)))
    throw new NotSummed(`${time} is a time and no number`);
  for (const name of numbers) {
    if (column(name).kind !== 'number') throw new NotSummed(`${name} is no number`);
    if (groups.includes(name) || factors.includes(name))
      throw new NotSummed(`${name} is a number and a factor`);
    if (Object.hasOwn(declared, name))
      throw new NotSummed(`${name} is declared a factor and read as a number`);
  }
  return { groups, factors: [...new Set(factors)], numbers: [...numbers], column };
}
