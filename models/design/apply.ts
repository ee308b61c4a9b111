import { type PredictorFormula, predictorColumns } from '../formula/index.ts';
import type { Table } from '../table.ts';
import { fixedDesign, groupDesigns, offsetOf, rowNumbers } from './build.ts';
import type { Design } from './design.ts';
import type { Frame } from './frame.ts';
import { completeRows } from './missing.ts';
import type { Recipe } from './recipe.ts';

/** The right side of a formula at new rows, encoded as the model's own were. */
export type NewRows = Omit<Design, 'formula' | 'response' | 'predictor' | 'residual' | 'further' | 'notes'>;

/** Rows of a table, 0-based, that are encoded as a recipe says. */
export function frameOfNewRows(recipe: Recipe, table: Table, kept: Int32Array): Frame {
  const learned = {
    variables: new Map(recipe.variables),
    groups: new Map(recipe.groups),
    dates: new Map(recipe.dates),
    leftOut: new Set(recipe.leftOut),
  };
  const gathered = { numbers: new Map(), notes: new Map() };
  return { table, options: {}, kept, counts: null, learning: false, ...learned, ...gathered };
}

/**
 * Encodes new rows by the recipe of a built design: its means, polynomials and levels, never the new rows' own.
 * Needs no outcome. Rows lacking a value are dropped and listed. A group level the model has not seen has index -1;
 * an unseen level of a predictor is an InputError. With `groups: false` grouping columns are not read at all and
 * `groups` holds smooths alone: what a prediction for a new group needs.
 */
export function applyDesign(
  formula: PredictorFormula,
  recipe: Recipe,
  table: Table,
  { groups = true }: { readonly groups?: boolean } = {},
): NewRows {
  const random = groups ? formula.random : [];
  const { kept, dropped } = completeRows(table, [...predictorColumns({ ...formula, random })], 'drop');
  const frame = frameOfNewRows(recipe, table, kept);
  return {
    source: table.source,
    rows: kept.length,
    dropped: dropped.map((row) => row + 1),
    fixed: fixedDesign(formula, frame),
    groups: groupDesigns(formula, random, frame),
    offset: offsetOf(formula.offsets, frame),
    rowNumbers: rowNumbers(kept),
  };
}
