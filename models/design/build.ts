import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { mainPredictor } from '../../src/engine/program/quantity.ts';
import {
  type Arith,
  type Formula,
  formulaColumns,
  outcomeColumns,
  type PredictorFormula,
  predictorColumns,
  quoteName,
  type Term,
} from '../formula/index.ts';
import type { Note } from '../notes.ts';
import type { Table } from '../table.ts';
import { columnsOfTerms } from './columns.ts';
import { countOf } from './counted.ts';
import { independentColumns } from './dependent.ts';
import type { Design, FixedDesign, GroupDesign, ParameterDesign } from './design.ts';
import { isFactor } from './encode.ts';
import { evaluate } from './evaluate.ts';
import { type Frame, noColumn } from './frame.ts';
import { groupDesign } from './groups.ts';
import { factorOf } from './levels.ts';
import { completeRows, splitByValues } from './missing.ts';
import { type MissingOutcomes, missingNotes, someRows } from './missingOutcomes.ts';
import { monotoneTerms } from './monotone.ts';
import type { DesignOptions } from './options.ts';
import { responseOf } from './outcome.ts';
import type { Recipe } from './recipe.ts';
import { residualDesign } from './residual.ts';
import { smoothDesigns, smoothsOf } from './smooths.ts';
import { checkIds } from './terms.ts';

/** A design with what is needed to encode new rows the same way; see `applyDesign`. */
export interface BuiltDesign extends Design {
  readonly recipe: Recipe;
  /** Rows without an outcome, which is drawn; null without any. */
  readonly missing: MissingOutcomes | null;
}

/** The sum of the offsets at the kept rows, or null without any. */
export function offsetOf(offsets: readonly Arith[], frame: Frame): Float64Array | null {
  if (offsets.length === 0) return null;
  const total = new Float64Array(frame.kept.length);
  for (const offset of offsets) {
    const values = evaluate(offset, frame);
    for (let i = 0; i < total.length; i++) total[i] += values[i];
  }
  return total;
}

/** Fixed effects without the columns that were left out: learned, then looked up. */
export function fixedDesign({ fixed }: PredictorFormula, frame: Frame): FixedDesign {
  const all = columnsOfTerms(fixed, frame);
  if (frame.learning && frame.options.learned === undefined) {
    const hasFactor = (term: Term): boolean => term.variables.some((variable) => isFactor(variable, frame));
    const rows = countOf(frame.kept.length, frame.counts);
    const { left, note } = independentColumns(all, fixed.intercept, rows, hasFactor);
    for (const name of left) frame.leftOut.add(name);
    if (note !== null) frame.notes.set('left out', note);
  }
  const isKept = (_: unknown, j: number): boolean => !frame.leftOut.has(all.names[j]);
  const { intercept } = fixed;
  const terms = all.terms.filter(isKept);
  return {
    intercept,
    names: all.names.filter(isKept),
    columns: all.columns.filter(isKept),
    monotone: monotoneTerms(terms),
    ...countsOf(frame),
  };
}

/** What designs of merged rows say of them; nothing of others. */
function countsOf({ counts }: Frame): { readonly counts?: Float64Array } {
  return counts === null ? {} : { counts };
}

/** Contrasts of what no term took as a factor would be ignored. */
function checkContrasts(frames: readonly Frame[]): void {
  const { contrasts = {} } = frames[0].options;
  const variables = new Map(frames.flatMap((frame) => [...frame.variables]));
  const isUsed = (text: string): boolean => variables.get(text)?.kind === 'levels';
  for (const name of Object.keys(contrasts)) {
    const text = quoteName(name);
    if (!isUsed(text) && !isUsed(`factor(${text})`))
      throw new InputError(
        `contrasts: "${name}" is no factor among the formula's terms${didYouMean(name, [...variables.keys()])}`,
      );
  }
}

/** A matrix that no term names would be ignored. */
function checkMatrices({ cov = {} }: DesignOptions, sides: readonly PredictorFormula[]): void {
  const named = sides.flatMap(({ random }) =>
    random.flatMap(({ known }) => (known === null ? [] : [known.name])),
  );
  for (const name of Object.keys(cov))
    if (!named.includes(name))
      throw new InputError(
        `cov: the formula does not name "${name}"; write it into a term, as in (1 | gr(g, cov = ${quoteName(name)}))${didYouMean(name, named)}`,
      );
}

function checkDeclared(options: DesignOptions, table: Table): void {
  for (const [name, levels] of Object.entries(options.factors ?? {})) {
    if (!table.columns.has(name)) throw noColumn(table, name);
    if (levels.length === 0) throw new InputError(`data: factor "${name}" is declared without levels`);
  }
}

/** A plain column that explains itself explains nothing else. */
function refuseOwnOutcome(formula: Formula, further: readonly ParameterFormula[]): void {
  const { outcome } = formula;
  const value = outcome.kind === 'values' ? outcome.value : outcome.successes;
  const sides = [formula, ...further.map(({ terms }) => terms)];
  if (value.kind !== 'column' || !sides.some((side) => predictorColumns(side).has(value.name))) return;
  throw new InputError(`formula: "${value.name}" is the outcome and cannot stand on the right as well`);
}

/** Effects of one name could not be told apart: `(0 + f | g) + ar1(f | g)`. */
function refuseSharedEffects(groups: readonly GroupDesign[]): void {
  const seen = new Set<string>();
  for (const { group, coefs } of groups)
    for (const coef of coefs) {
      const key = JSON.stringify([group, coef]);
      if (seen.has(key))
        throw new InputError(`formula: ${coef} varies over ${group} in two random terms; leave one out`);
      seen.add(key);
    }
}

export function residualColumns({ residual }: DesignOptions): readonly string[] {
  if (!residual) return [];
  return residual.of === null ? residual.columns : [residual.of, ...residual.columns];
}

/** Smooths have a straight line from the predictor's zero: without levels of their own, the fit would depend on where that is. */
function refuseUncentredSmooths(fixed: PredictorFormula['fixed']): void {
  for (const { text, by } of smoothsOf(fixed)) {
    const hasLevels =
      by === null || fixed.terms.some((term) => term.text === by || term.text === `factor(${by})`);
    if (fixed.intercept && hasLevels) continue;
    throw new InputError(
      fixed.intercept
        ? `formula: ${text} needs ${by} beside it, as in ${by} + ${text}; without, its lines would all start from one point`
        : `formula: ${text} needs the intercept; without, its line would have to go through the predictor's zero`,
    );
  }
}

/** The random terms, then what bends of the smooths. */
export function groupDesigns(
  { fixed }: PredictorFormula,
  random: PredictorFormula['random'],
  frame: Frame,
  predictor = mainPredictor,
): GroupDesign[] {
  if (frame.learning) refuseUncentredSmooths(fixed);
  const bends = smoothsOf(fixed).flatMap((smooth) => smoothDesigns(smooth, frame, predictor));
  const all = [...random.map((term) => groupDesign(term, frame, predictor)), ...bends];
  return all.map((group) => ({ ...group, ...countsOf(frame) }));
}

/** 1-based numbers of 0-based rows. */
export function rowNumbers(rows: Int32Array): Int32Array {
  return rows.map((row) => row + 1);
}

/**
 * Turns a formula and a table into the columns a model is made of.
 * Rows lacking a value in any column that it or a formula in `further` reads are dropped and listed. Columns are on the user's scale;
 * equal ones may share one array, so nobody writes to them. Factor levels are those that occur, in declared order or
 * sorted by code point, never in order of rows: permuting the rows permutes the design and changes nothing else.
 * Throws InputError for every mistake of the caller's that can be seen from here: missing or unfit columns, values
 * the formula cannot take, one-level factors and groups, impossible counts, dependent predictors.
 */
export function buildDesign(
  formula: Formula,
  table: Table,
  options: DesignOptions = {},
  further: readonly ParameterFormula[] = [],
): BuiltDesign {
  refuseOwnOutcome(formula, further);
  checkDeclared(options, table);
  checkMatrices(options, [formula, ...further.map(({ terms }) => terms)]);
  const { outcome } = formula;
  const drawMissing = outcome.kind === 'values' && outcome.drawMissing === true;
  const needed = new Set([
    ...(drawMissing ? predictorColumns(formula) : formulaColumns(formula)),
    ...residualColumns(options),
  ]);
  for (const { terms } of further) predictorColumns(terms, needed);
  const { kept, dropped } = completeRows(table, [...needed], options.missing ?? 'drop');
  const { frame, recipe } = learningFrame(table, options, kept);
  if (frame.counts !== null && drawMissing)
    throw new InputError(
      'formula: mi() draws an outcome for each row, and these rows were merged; leave it out',
    );
  const { having, lacking } = splitByValues(table, outcomeColumns(outcome), kept);
  if (having.length === 0)
    throw new InputError(
      `data: no row has a value of ${outcome.name}; nothing would be learnt from the data`,
    );
  const observed = having.map((i) => kept[i]);
  const response = responseOf(outcome, { ...frame, kept: observed, numbers: new Map() });
  const fixed = fixedDesign(formula, frame);
  const { predictor = mainPredictor } = options;
  const groups = groupDesigns(formula, formula.random, frame, predictor);
  refuseSharedEffects(groups);
  const parameters = further.map((one) => parameterDesign(one, table, options, kept));
  checkIds([...groups, ...parameters.flatMap(({ design }) => design.groups)]);
  checkContrasts([frame, ...parameters.map((one) => one.frame)]);
  const all = {
    rows: kept.length,
    fixed,
    groups,
    further: parameters.map(({ design }) => design),
    offset: offsetOf(formula.offsets, frame),
    ...countsOf(frame),
    ...(table.incomplete === undefined ? {} : { incomplete: table.incomplete }),
    rowNumbers: rowNumbers(kept),
  };
  const rows = lacking.length === 0 ? all : someRows(all, having);
  const missing = lacking.length === 0 ? null : someRows(all, lacking);
  return {
    formula: [formula.text, ...further.flatMap(ownText)].join('; '),
    source: table.source,
    dropped: dropped.map((row) => row + 1),
    response,
    predictor,
    ...rows,
    missing,
    residual: options.residual ? residualDesign(options.residual, frame) : null,
    notes: distinct([
      ...(table.notes ?? []),
      ...frame.notes.values(),
      ...missingNotes(rows, missing),
      ...parameters.flatMap((one) => [...one.frame.notes.values()]),
    ]),
    recipe,
  };
}

/** The linear predictor of one of the family's own parameters. */
export interface ParameterFormula {
  readonly parameter: string;
  readonly terms: PredictorFormula;
  /** Whether its formula is the outcome's. */
  readonly shared?: true;
}

function ownText({ parameter, terms, shared }: ParameterFormula): string[] {
  return shared === true ? [] : [`${parameter} ${terms.text}`];
}

/** The levels of an outcome that is one column, whatever else rows lack: as declared, else sorted by code point. */
export function outcomeLevels({ outcome }: Formula, table: Table, options: DesignOptions): readonly string[] {
  if (outcome.kind !== 'values' || outcome.value.kind !== 'column')
    throw new InputError(`data: categories must be the levels of one column, got ${outcome.name}`);
  const { name } = outcome.value;
  const { kept } = completeRows(table, [name], 'drop');
  return factorOf(learningFrame(table, options, kept).frame, name).levels;
}

function learningFrame(
  table: Table,
  options: DesignOptions,
  kept: Int32Array,
): { readonly frame: Frame; readonly recipe: Recipe } {
  const { variables, leftOut } = options.learned ?? {};
  const recipe = {
    variables: new Map(variables),
    groups: new Map(),
    dates: new Map(),
    leftOut: new Set(leftOut),
  };
  const gathered = { numbers: new Map(), notes: new Map() };
  const { counts: all } = table;
  const counts = all === undefined ? null : Float64Array.from(kept, (row) => all[row]);
  return { frame: { table, options, kept, counts, learning: true, ...recipe, ...gathered }, recipe };
}

function parameterDesign(
  { parameter, terms }: ParameterFormula,
  table: Table,
  options: DesignOptions,
  kept: Int32Array,
): { readonly design: ParameterDesign; readonly frame: Frame } {
  const { frame, recipe } = learningFrame(table, options, kept);
  const fixed = fixedDesign(terms, frame);
  const groups = groupDesigns(terms, terms.random, frame, parameter);
  refuseSharedEffects(groups);
  const offset = offsetOf(terms.offsets, frame);
  const nothing = !fixed.intercept && fixed.names.length + groups.length === 0 && offset === null;
  if (nothing)
    throw new InputError(
      `formula: ${parameter} ${terms.text} leaves nothing to make ${parameter} of; try "~ 1"`,
    );
  const design = { parameter, terms, fixed, groups, offset, recipe };
  return { design, frame };
}

/** Notes of equal text once. */
function distinct(notes: readonly Note[]): Note[] {
  return notes.filter(({ text }, i) => notes.findIndex((other) => other.text === text) === i);
}
