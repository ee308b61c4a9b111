import { coefficientLabel, quantityName } from '../../src/engine/program/quantity.ts';
import type { GroupDesign } from '../design/design.ts';
import type { Arith, Formula } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { type Coefficient, type Equations, type Grouping, subscripted } from './equations.ts';

/** A model with what every section needs to know about it. */
export interface Context extends Equations {
  readonly model: Model;
  readonly formula: Formula;
  /** What bends of each smooth. */
  readonly smooths: readonly GroupDesign[];
  /** Where the residual is normal: Y = ... + e rather than a distribution of Y. */
  readonly residualSd: string | null;
}

/** Most levels of a factor that are listed. */
export const mostLevels = 12;

/** Longest line of an equation. */
const lineWidth = 100;

/** `b_1j Age_ij`; the intercept multiplies nothing. */
export function times({ row }: Context, symbol: string, column: string | null): string {
  return column === null ? symbol : `${symbol} ${columnSymbol(column, row)}`;
}

/** `Age_ij`, `(Age:Sexmale)_ij`. */
export function columnSymbol(column: string, subscript: string): string {
  return `${column.includes(':') ? `(${column})` : column}_${subscript}`;
}

/** `b_1j`: with the subscript of every factor, whether the coefficient varies or not. */
export function coefficientSymbol({ row }: Context, { number }: Coefficient): string {
  return `b_${subscripted(number, row.slice(1))}`;
}

/** `u_1j`: a level's effect on coefficient 1. */
export function effectSymbol({ letter, subscript }: Grouping, number: number): string {
  return `${letter}_${subscripted(number, subscript)}`;
}

/** `gamma_00`: the mean of a coefficient over levels. */
export function groupGamma(number: number): string {
  return number < 10 ? `gamma_0${number}` : `gamma_0,${number}`;
}

/** `r_g__sigma[j,x]`. */
export function levelEffect(predictor: string, group: string, level: string, coef: string): string {
  return quantityName({ kind: 'groupEffect', predictor, group, level, coef });
}

/** `u_0j`; effects in another linear predictor than the mean's go by their reported names. */
export function termSymbol(context: Context, group: string, predictor: string, coef: string): string {
  const grouping = context.allGroupings.find(({ name }) => name === group) as Grouping;
  if (predictor !== context.model.design.predictor)
    return levelEffect(predictor, group, grouping.subscript, coef);
  const found = context.coefficients.find((c) => (c.column ?? 'Intercept') === coef) as Coefficient;
  return effectSymbol(grouping, found.number);
}

/** `left = a + b + c`, broken before a plus where a line grows too long. */
export function equation(left: string, terms: readonly string[]): string[] {
  const lines = [`  ${left} = ${terms[0] ?? '0'}`];
  const indent = ' '.repeat(left.length + 3);
  for (const term of terms.slice(1)) {
    const last = lines.length - 1;
    if (lines[last].length + term.length + 3 <= lineWidth) lines[last] += ` + ${term}`;
    else lines.push(`${indent}+ ${term}`);
  }
  return lines;
}

/** Text that a subscript can follow: in brackets unless it is one symbol. */
export function indexable(text: string, arith: Arith): string {
  return arith.kind === 'column' || arith.kind === 'call' || arith.kind === 'standardized'
    ? text
    : `(${text})`;
}

/** What bends of the smooths of a linear predictor, as it stands in a row's equation. */
export function bendsOf(smooths: readonly GroupDesign[], predictor: string, row: string): string[] {
  return smooths.flatMap((smooth) => (smooth.predictor === predictor ? [`${bendOf(smooth)}_${row}`] : []));
}

/** `bend[s(x)]`, and `sigma_bend[s(x)]` of another linear predictor than the mean's. */
export function bendOf({ predictor, group }: GroupDesign): string {
  return `${coefficientLabel(predictor, 'bend')}[${group}]`;
}
