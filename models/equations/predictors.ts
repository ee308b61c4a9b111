import type { Quantity } from '../../src/engine/program/quantity.ts';
import type { ParameterDesign } from '../design/design.ts';
import type { FamilyParameter } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { type Coefficient, subscripted } from './equations.ts';
import {
  bracketed,
  equation,
  indexed,
  joined,
  type Line,
  type Maths,
  name,
  quantityMaths,
  title,
} from './maths.ts';
import { monotoneTerms } from './monotone.ts';
import { notationMaths } from './notation.ts';

import {
  bendsOf,
  type Context,
  coefficientSymbol,
  columnSymbol,
  effectSymbol,
  groupGamma,
  levelEffect,
  offsetSymbol,
  times,
} from './symbols.ts';

/** The linear predictor of one of the family's own parameters, by the names that are reported. */
export function parameterSection(
  { model, allGroupings, smooths, row }: Context,
  one: ParameterDesign,
): Line[] {
  const { parameter, terms, fixed, groups } = one;
  const { support } = model.family.chosen.family.parameters.find(
    ({ name }) => name === parameter,
  ) as FamilyParameter;
  const left = notationMaths(parameterLink(support).written(`${parameter}_${row}`));
  const multiplied = (by: Maths, column: string): Maths =>
    column === 'Intercept' ? by : joined('product', [by, columnSymbol(column, row)]);
  const columns = [...(fixed.intercept ? ['Intercept'] : []), ...fixed.names];
  const effects = groups.flatMap(({ group, coefs }) => {
    const level = allGroupings.find((grouping) => grouping.name === group)?.subscript ?? 'j';
    return coefs.map((coef) => multiplied(levelEffect(parameter, group, level, coef), coef));
  });
  const parts = [
    ...columns.map((coef) => multiplied(quantityMaths(coefficientOf(parameter, coef)), coef)),
    ...effects,
    ...monotoneTerms(fixed, parameter, row),
    ...bendsOf(smooths, parameter, row),
    ...terms.offsets.map((offset) => offsetSymbol(offset, row)),
  ];
  return [title(`Linear predictor of ${parameter}`), equation(left, parts)];
}

function coefficientOf(predictor: string, coef: string): Quantity {
  return coef === 'Intercept' ? { kind: 'intercept', predictor } : { kind: 'coefficient', predictor, coef };
}

/** Without groups there are no levels: the coefficients keep their own letter. */
export function plainSection(context: Context): Line[] {
  const terms = context.coefficients.map((c) => times(context, indexed('b', `${c.number}`), c.column));
  return [title('Model'), equation(leftSide(context), [...terms, ...rest(context)])];
}

/** The linear predictor level by level, and in its mixed form. */
export function multilevelSections(context: Context): Line[][] {
  const { coefficients, groupings } = context;
  const levelOne = coefficients.map((c) => times(context, coefficientSymbol(context, c), c.column));
  const mixed = coefficients.map((c) => {
    const parts = partsOf(context, c);
    const sum = joined('sum', parts);
    return times(context, parts.length > 1 ? bracketed(sum) : sum, c.column);
  });
  return [
    [
      title('Level 1 (rows)'),
      equation(leftSide(context), [...levelOne, ...rest(context)]),
      title(`Level 2 (${groupings.map(({ name }) => name).join(', ')})`),
      ...coefficients.map((c) => equation(coefficientSymbol(context, c), partsOf(context, c))),
    ],
    [title('Mixed form'), equation(leftSide(context), [...mixed, ...rest(context)])],
  ];
}

function leftSide({ model, residualSd, row }: Context): Maths {
  if (residualSd === null) return indexed('eta', row);
  const { normal } = model.family.chosen;
  const outcome = indexed('Y', row);
  if (model.design.residual === null || normal === null) return outcome;
  return joined('product', [name(normal.text), outcome]);
}

/** What stands in every equation of the rows besides the coefficients: offsets and the residual. */
function rest({ model, formula, residualSd, row, smooths }: Context): Maths[] {
  const bends = bendsOf(smooths, model.design.predictor, row);
  const offsets = formula.offsets.map((offset) => offsetSymbol(offset, row));
  const monotone = monotoneTerms(model.design.fixed, model.design.predictor, row);
  return [...monotone, ...bends, ...offsets, ...(residualSd === null ? [] : [indexed('e', row)])];
}

/** What a coefficient is made of: its mean, the groups' own predictors (intercept only), its random effects. */
function partsOf({ groupPredictors }: Context, { column, number, fixed, over }: Coefficient): Maths[] {
  const mean = fixed ? [indexed('gamma', subscripted(number, '0'))] : [];
  const predictors = column === null ? groupPredictors : [];
  return [
    ...mean,
    ...predictors.map((p) =>
      joined('product', [groupGamma(p.number), columnSymbol(p.column, p.of.subscript)]),
    ),
    ...over.map((grouping) => effectSymbol(grouping, number)),
  ];
}
