import { coefficientLabel } from '../../src/engine/program/quantity.ts';
import type { GroupDesign } from '../design/design.ts';
import { type Arith, describeArith, type Formula } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { type Coefficient, type Equations, type Grouping, subscripted } from './equations.ts';
import { bracketed, indexed, joined, type Maths, name, quantityMaths } from './maths.ts';

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

/** `b_1j Age_ij`; the intercept multiplies nothing. */
export function times({ row }: Context, symbol: Maths, column: string | null): Maths {
  return column === null ? symbol : joined('product', [symbol, columnSymbol(column, row)]);
}

/** `Age_ij`, `(Age:Sexmale)_ij`. */
export function columnSymbol(column: string, subscript: string): Maths {
  return indexed(column.includes(':') ? bracketed(name(column)) : column, subscript);
}

/** `b_1j`: with the subscript of every factor, whether the coefficient varies or not. */
export function coefficientSymbol({ row }: Context, { number }: Coefficient): Maths {
  return indexed('b', subscripted(number, row.slice(1)));
}

/** `u_1j`: a level's effect on coefficient 1. */
export function effectSymbol({ letter, subscript }: Grouping, number: number): Maths {
  return indexed(letter, subscripted(number, subscript));
}

/** `gamma_00`: the mean of a coefficient over levels. */
export function groupGamma(number: number): Maths {
  return indexed('gamma', number < 10 ? `0${number}` : `0,${number}`);
}

/** `r_g__sigma[j,x]`. */
export function levelEffect(predictor: string, group: string, level: string, coef: string): Maths {
  return quantityMaths({ kind: 'groupEffect', predictor, group, level, coef });
}

/** `u_0j`; effects in another linear predictor than the mean's go by their reported names. */
export function termSymbol(context: Context, group: string, predictor: string, coef: string): Maths {
  const grouping = context.allGroupings.find(({ name }) => name === group) as Grouping;
  if (predictor !== context.model.design.predictor)
    return levelEffect(predictor, group, grouping.subscript, coef);
  const found = context.coefficients.find((c) => (c.column ?? 'Intercept') === coef) as Coefficient;
  return effectSymbol(grouping, found.number);
}

/** Text that a subscript can follow: in brackets unless it is one symbol. */
function indexable(text: string, { kind }: Arith): Maths {
  const isOne = kind === 'column' || kind === 'call' || kind === 'standardized';
  return isOne ? name(text) : bracketed(name(text));
}

/** An offset of a row: `log(exposure)_ij`. */
export function offsetSymbol(offset: Arith, row: string): Maths {
  return indexed(indexable(describeArith(offset), offset), row);
}

/** What bends of the smooths of a linear predictor, as it stands in a row's equation. */
export function bendsOf(smooths: readonly GroupDesign[], predictor: string, row: string): Maths[] {
  return smooths.flatMap((smooth) => (smooth.predictor === predictor ? [indexed(bendOf(smooth), row)] : []));
}

/** `bend[s(x)]`, and `sigma_bend[s(x)]` of another linear predictor than the mean's. */
export function bendOf({ predictor, group }: GroupDesign): string {
  return `${coefficientLabel(predictor, 'bend')}[${group}]`;
}
