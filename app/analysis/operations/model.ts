import { describeArith, InputError, parseFormula, splitFormulas, type Table, zPlot } from 'poolwise';
import type { Built, BuiltOutcome } from '../../state/built.ts';
import type { Presumed } from '../../state/openQuestions.ts';
import type { DataChoice } from '../../state/session.ts';
import type { Context } from '../context.ts';
import { type Declared, declared } from '../declared.ts';
import { held } from '../held.ts';
import { type ColumnFacts, columnFacts } from '../model/columns.ts';
import { constantWithin } from '../model/constantWithin.ts';
import { type FamiliesAnswer, familiesOf } from '../model/families.ts';
import { type ModelOutline, outlineOfModel } from '../model/outline.ts';
import { builtOf } from '../model/readBuilt.ts';
import { pause } from '../pause.ts';
import { asPresumed } from '../table/presumed.ts';

export interface ColumnsRequest {
  readonly factors: DataChoice['factors'];
  readonly presumed: readonly Presumed[];
}

/** What is known of the open table's columns before a model is declared. Throws InputError where no table is open. */
export function columns({ factors, presumed }: ColumnsRequest): ColumnFacts[] {
  return columnFacts(asPresumed(openTable(), presumed), factors);
}

function openTable(): Table {
  if (held.table === null) throw new InputError('model: open a table first');
  return held.table;
}

/** A formula as the builder shows it, and formulas of parameters that stand in its text after semicolons. */
export interface FormulaRead {
  readonly built: Built;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads a formula without a table. Throws InputError with the place of what is no formula. */
export function read(formula: string): FormulaRead {
  const { outcome, parameters } = splitFormulas(formula);
  return { built: builtOf(parseFormula(outcome), describeArith), parameters: Object.fromEntries(parameters) };
}

export interface FamiliesRequest extends ColumnsRequest {
  readonly outcome: BuiltOutcome;
}

/** What an outcome is, and which families take it. */
export function families({ outcome, factors, presumed }: FamiliesRequest): FamiliesAnswer {
  return familiesOf(asPresumed(openTable(), presumed), outcome, factors);
}

export interface ConstantRequest extends ColumnsRequest {
  /** As formulas write them. */
  readonly groups: readonly string[];
  /** Names of columns. */
  readonly columns: readonly string[];
}

/** Of each grouping factor the columns that never change within one of its levels. */
export async function constant(
  { groups, columns: names, presumed }: ConstantRequest,
  context: Context,
): Promise<readonly (readonly [group: string, columns: readonly string[]])[]> {
  await pause(context);
  const table = asPresumed(openTable(), presumed);
  return groups.map((group) => [group, constantWithin(table, group, names)]);
}

/** Declares the model, or throws the InputError that says what to mend, with `formula` and `column` in its details where it has a place. */
export async function declare(
  request: Declared,
  context: Context,
): Promise<{ readonly of: Declared; readonly outline: ModelOutline }> {
  await pause(context);
  return { of: request, outline: outlineOfModel(declared(request)) };
}

/** The picture of Z, of one grouping factor; null without groups. */
export async function zPicture(
  { group, width, ...request }: Declared & { readonly group: string | null; readonly width: number },
  context: Context,
): Promise<string | null> {
  await pause(context);
  const model = declared(request);
  if (model.design.groups.every(({ smooth }) => smooth !== undefined)) return null;
  return zPlot(model, { theme: 'page', width, ...(group === null ? {} : { group }) });
}
