import { coefficientLabel } from '../../src/engine/program/quantity.ts';
import type { ParameterDesign } from '../design/design.ts';
import type { FamilyParameter } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { describeArith } from '../formula/index.ts';
import { type Coefficient, subscripted } from './equations.ts';
import { monotoneTerms } from './monotone.ts';

import {
  bendsOf,
  type Context,
  coefficientSymbol,
  columnSymbol,
  effectSymbol,
  equation,
  groupGamma,
  indexable,
  levelEffect,
  times,
} from './symbols.ts';

/** The linear predictor of one of the family's own parameters, by the names that are reported. */
export function parameterSection(
  { model, allGroupings, smooths, row }: Context,
  one: ParameterDesign,
): string[] {
  const { parameter, terms, fixed, groups } = one;
  const { support } = model.family.chosen.family.parameters.find(
    ({ name }) => name === parameter,
  ) as FamilyParameter;
  const left = parameterLink(support).written(`${parameter}_${row}`);
  const multiplied = (by: string, column: string): string =>
    column === 'Intercept' ? by : `${by} ${columnSymbol(column, row)}`;
  const columns = [...(fixed.intercept ? ['Intercept'] : []), ...fixed.names];
  const effects = groups.flatMap(({ group, coefs }) => {
    const level = allGroupings.find((grouping) => grouping.name === group)?.subscript ?? 'j';
    return coefs.map((coef) => multiplied(levelEffect(parameter, group, level, coef), coef));
  });
  const parts = [
    ...columns.map((coef) => multiplied(`b_${coefficientLabel(parameter, coef)}`, coef)),
    ...effects,
    ...monotoneTerms(fixed, parameter, row),
    ...bendsOf(smooths, parameter, row),
    ...terms.offsets.map((offset) => `${indexable(describeArith(offset), offset)}_${row}`),
  ];
  return [`Linear predictor of ${parameter}`, ...equation(left, parts)];
}

/** Without groups there are no levels: the coefficients keep their own letter. */
export function plainSection(context: Context): string[] {
  const terms = context.coefficients.map((c) => times(context, `b_${c.number}`, c.column));
  return ['Model', ...equation(leftSide(context), [...terms, ...rest(context)])];
}

/** The linear predictor level by level, and in its mixed form. */
export function multilevelSections(context: Context): string[][] {
  const { coefficients, groupings } = context;
  const levelOne = coefficients.map((c) => times(context, coefficientSymbol(context, c), c.column));
  const mixed = coefficients.map((c) => {
    const parts = partsOf(context, c);
    const sum = parts.join(' + ');
    return times(context, parts.length > 1 ? `(${sum})` : sum, c.column);
  });
  return [
    [
      'Level 1 (rows)',
      ...equation(leftSide(context), [...levelOne, ...rest(context)]),
      `Level 2 (${groupings.map(({ name }) => name).join(', ')})`,
      ...coefficients.flatMap((c) => equation(coefficientSymbol(context, c), partsOf(context, c))),
    ],
    ['Mixed form', ...equation(leftSide(context), [...mixed, ...rest(context)])],
  ];
}

function leftSide({ model, residualSd, row }: Context): string {
  if (residualSd === null) return `eta_${row}`;
  const { normal } = model.family.chosen;
  return model.design.residual === null || normal === null ? `Y_${row}` : `${normal.text} Y_${row}`;
}

/** What stands in every equation of the rows besides the coefficients: offsets and the residual. */
function rest({ model, formula, residualSd, row, smooths }: Context): string[] {
  const bends = bendsOf(smooths, model.design.predictor, row);
  const offsets = formula.offsets.map((offset) => `${indexable(describeArith(offset), offset)}_${row}`);
  const monotone = monotoneTerms(model.design.fixed, model.design.predictor, row);
  return [...monotone, ...bends, ...offsets, ...(residualSd === null ? [] : [`e_${row}`])];
}

/** What a coefficient is made of: its mean, the groups' own predictors (intercept only), its random effects. */
function partsOf({ groupPredictors }: Context, { column, number, fixed, over }: Coefficient): string[] {
  const mean = fixed ? [`gamma_${subscripted(number, '0')}`] : [];
  const predictors = column === null ? groupPredictors : [];
  return [
    ...mean,
    ...predictors.map((p) => `${groupGamma(p.number)} ${columnSymbol(p.column, p.of.subscript)}`),
    ...over.map((grouping) => effectSymbol(grouping, number)),
  ];
}
