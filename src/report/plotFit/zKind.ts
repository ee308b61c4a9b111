import { checkModel } from '../../../models/arguments.ts';
import type { GroupDesign } from '../../../models/design/design.ts';
import type { Model } from '../../../models/glmm.ts';
import { InputError } from '../../engine/errors.ts';
import { sparseRow } from '../../engine/linalg/sparse.ts';
import type { PlotOptions } from '../plot/spec.ts';
import { type ZMatrix, zMatrixPlot } from '../plot/zMatrix.ts';
import { oneOf } from './oneOf.ts';

/**
 * The design of a model's group effects, as `plot` of kind "z" draws it: no fit is needed. `group` names one of several terms; the
 * first if left out. Throws InputError for a model without group effects.
 */
export function zPlot(model: Model, options: PlotOptions & { readonly group?: string } = {}): string {
  checkModel('plot', model);
  const terms = model.design.groups.filter(({ smooth }) => smooth === undefined);
  if (terms.length === 0) throw new InputError('plot: the model has no group effects, so it has no Z');
  const group = oneOf(
    'group',
    options.group,
    terms.map((term) => term.group),
  );
  return zMatrixPlot(
    zMatrix(
      terms.filter((term) => term.group === group),
      model.design.rows,
    ),
    options,
  );
}

/** The terms of one factor side by side: a level's columns stand together. */
function zMatrix(terms: readonly GroupDesign[], rows: number): ZMatrix {
  const [{ group, levels }] = terms;
  const coefs = terms.flatMap((term) => term.coefs);
  const order = numbered(levels);
  const placeOf = new Map(order.map((level, place) => [level, place]));
  const columns = order
    .map((level) => levels[level])
    .flatMap((level) => (coefs.length === 1 ? [level] : coefs.map((coef) => `${level}, ${coef}`)));
  const [row, column]: [number[], number[]] = [[], []];
  let first = 0;
  for (const term of terms) {
    for (let i = 0; i < rows; i++)
      for (const [level, weight] of levelsOf(term, i))
        term.columns.forEach((values, c) => {
          if (values[i] * weight === 0) return;
          row.push(i);
          column.push((placeOf.get(level) as number) * coefs.length + first + c);
        });
    first += term.coefs.length;
  }
  return { group, rows, columns, row, column, coefficients: coefs.length };
}

/** Levels that are numbers by their size, as people number doctors; others as the model has them. */
function numbered(levels: readonly string[]): number[] {
  const places = levels.map((_, level) => level);
  const numbers = levels.map(Number);
  return numbers.every(Number.isFinite) ? places.sort((a, b) => numbers[a] - numbers[b]) : places;
}

/** Levels of a row, and how much it has of each. */
function levelsOf({ index, members }: GroupDesign, row: number): readonly (readonly [number, number])[] {
  return members === undefined ? [[index[row], 1]] : sparseRow(members.sets, index[row]);
}
