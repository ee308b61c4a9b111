import { worded } from '../src/engine/advice.ts';
import { InputError } from '../src/engine/errors.ts';
import { checkOptions, describeValue, type OptionKinds } from '../src/engine/options.ts';
import type { Program } from '../src/engine/program/program.ts';
import { originNotes, placedPriors } from './covariance/origin.ts';
import { structureNotes } from './covariance/structureNotes.ts';
import { classTerms } from './covariance/term.ts';
import { aliasedNotes } from './design/aliased.ts';
import { type BuiltDesign, buildDesign, outcomeLevels } from './design/build.ts';
import type { ContrastSpec } from './design/contrastSpec.ts';
import { type Design, rowCount } from './design/design.ts';
import { disguiseOf, explainDisguise } from './design/disguise.ts';
import { columnOf, placeOf } from './design/frame.ts';
import type { NamedMatrix } from './design/matrixSpec.ts';
import { type DesignOptions, type MissingRule, missingRules } from './design/options.ts';
import { groupsOf } from './design/terms.ts';
import { watch } from './design/watched.ts';
import { defaultFamily, type FamilyName } from './families/builtin.ts';
import { type ChosenFamily, chooseFamily } from './families/choose.ts';
import { checkDrawsMissing } from './families/drawable.ts';
import type { Family } from './families/family.ts';
import type { LinkName } from './families/links.ts';
import { familyFor, familyOfOutcome, hintOfFamily, readOutcome } from './families/outcome.ts';
import {
  type FormulaOptions,
  type ParameterOptions,
  parameterNames,
  predictorFormulas,
  splitFormulas,
} from './families/parameterFormulas.ts';
import { type Outcome, responseCheck } from './families/responses.ts';
import { type Formula, parseFormula } from './formula/index.ts';
import { buildProgram } from './layout/buildProgram.ts';
import { residualSdOf } from './layout/rowDensity.ts';
import { canonicalOrder, inOrder } from './layout/rows.ts';
import type { Note } from './notes.ts';
import { type PriorTable, readPriorTable } from './priors/declared.ts';
import { createPriorLookup, type ResolvedPrior } from './priors/resolve.ts';
import { checkReach, checkResidual } from './residual/check.ts';
import { parseResidual, type ResidualSyntax } from './residual/parse.ts';
import type { AnsweredQuestions } from './sums/questions.ts';
import type { Column, Table } from './table.ts';
import { type Condensed, withoutRows } from './withoutRows.ts';

/** Of `glmm`: the family, its link, formulas of its parameters, priors, and how columns are read. */
export interface GlmmOptions extends FormulaOptions {
  /** A family's name, or a family of the user's own; gaussian, the table's first, if left out. */
  readonly family?: FamilyName | Family;
  /** One of the family's links; its default if left out. */
  readonly link?: LinkName;
  /** Priors by parameter or class; the rest are scaled to the data. */
  readonly priors?: PriorTable;
  /** Defaults in the place of those scaled to the data, by parameter: another model's, kept for other outcomes. */
  readonly defaultPriors?: PriorTable;
  /** How factors are coded, by column: `{ f: 'sum' }`, or a matrix of your own; treatment contrasts if left out. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>>;
  /** Columns to read as factors: their levels, reference first, or 'sorted'. */
  readonly factors?: Readonly<Record<string, readonly string[] | 'sorted'>>;
  /** Known covariances of a group's levels, or their inverses, by the names that `gr(g, cov = A)` has for them. */
  readonly cov?: Readonly<Record<string, NamedMatrix>>;
  /** What becomes of rows with missing values: 'drop' leaves them out with a note, 'error' refuses them; 'drop' if left out. */
  readonly missing?: MissingRule;
  /** Told how many rows and fixed-effect columns there are before the columns are made; may throw. */
  readonly admit?: (rows: number, columns: number) => void;
  /** Name of a numeric column >= 0 that multiplies each row's log likelihood. */
  readonly weights?: string;
  /**
   * How residuals vary together, `iid` if left out: their marginal covariance, such as 'ar1(time | g)', 'cs(1 | g)',
   * 'diag(f)', 'car1(time | g)' or 'us(time | g)'; for normal residuals.
   */
  readonly residual?: string;
}

const parameterKinds = Object.fromEntries(parameterNames.map((name) => [name, 'text'])) as OptionKinds<
  Required<ParameterOptions>
>;

const optionKinds: OptionKinds<GlmmOptions> = {
  family: 'anything',
  link: 'text',
  ...parameterKinds,
  parameters: 'an object',
  priors: 'an object',
  defaultPriors: 'an object',
  contrasts: 'an object',
  factors: 'an object',
  cov: 'an object',
  missing: 'text',
  admit: 'a function',
  weights: 'text',
  residual: 'text',
};

/** The family of a model in words, and the row of the table that it was chosen as. */
export interface ModelFamily {
  readonly name: string;
  readonly link: string;
  readonly notation: string;
  readonly chosen: ChosenFamily;
}

/** What a model was declared by: `glmm(formula, table, options)` makes the same again. */
export interface Declaration {
  readonly formula: string;
  /** The columns that the model reads, all rows as they came. */
  readonly table: Table;
  readonly options: GlmmOptions;
}

/** A declared model: what it says in words, the design it was built from, and the program that samplers run. */
export interface Model {
  /** As the user wrote it, those of parameters after it, and as it was read. */
  readonly formula: string;
  readonly terms: Formula;
  readonly family: ModelFamily;
  readonly design: BuiltDesign;
  /** One a design row, checked. */
  readonly outcome: Outcome;
  /** Case weights, one a design row; null without. */
  readonly weights: Float64Array | null;
  /** The column they came from; null without. */
  readonly weightedBy: string | null;
  readonly priors: readonly ResolvedPrior[];
  readonly program: Program;
  /** Program row p is design row `order[p]`. */
  readonly order: Int32Array;
  /** What was settled without asking, of the data and of the model. */
  readonly notes: readonly Note[];
  readonly declaration: Declaration;
  /** What there is of the rows, where a database holds them: they cannot be asked for one by one. Left out for other models. */
  readonly condensed?: Condensed;
  /** Where those are sums: what was asked of the database, of which the model can be made again. */
  readonly summed?: AnsweredQuestions;
}

/**
 * Declares a generalized linear mixed model.
 * Throws InputError for anything the caller can mend: the formula, the columns, the outcome, a prior.
 * @example glmm('remission ~ Age + IL6 + (1 | DID)', table, { family: 'bernoulli' })
 */
export function glmm(formula: string, data: Table, options: GlmmOptions = {}): Model {
  const { table, read: columnsRead } = watch(data);
  checkOptions('glmm', options, optionKinds);
  checkFormula(formula);
  const asked = chooseFamily(options.family ?? defaultFamily, options.link);
  const { outcome: outcomeFormula, parameters } = splitFormulas(formula);
  const read = parseFormula(outcomeFormula);
  const reading = {
    ...(options.factors === undefined ? {} : { factors: options.factors }),
    ...(options.contrasts === undefined ? {} : { contrasts: options.contrasts }),
    ...(options.cov === undefined ? {} : { cov: options.cov }),
    missing: missingRule(options.missing),
    ...(options.admit === undefined ? {} : { admit: options.admit }),
    residual: options.residual === undefined ? null : parseResidual(options.residual),
  };
  const { row, ...categories } = withCategories(asked, read, table, reading);
  const settings = { ...reading, ...categories };
  const formulas = predictorFormulas(row.family, options, parameters, read);
  const { outcome: terms, parameters: further } = formulas;
  refuseBoth(settings.residual, further);
  refuseKnownResidual(settings.residual, terms);
  const design = buildDesign(terms, table, settings, further);
  const place = (row: number): string => placeOf(table, design.rowNumbers[row] - 1);
  const outcome = readOutcome(row.family, design, place, options.weights);
  const chosen = familyOfOutcome(row, design);
  if (design.missing !== null) checkDrawsMissing(chosen, options.weights !== undefined);
  const caseWeights =
    options.weights === undefined ? null : readWeights(table, options.weights, design, place);
  const weights = timesCounts(caseWeights, design);
  const lookup = createPriorLookup(
    readPriorTable(options.priors ?? {}),
    readPriorTable(options.defaultPriors ?? {}),
  );
  if (design.residual !== null) checkResidual(design, design.residual, options.weights);
  if (design.counts !== undefined) refuseMerged(design, outcome);
  const rows = { design, outcome, weights };
  const order = canonicalOrder(rows);
  const program = buildProgram(inOrder(rows, order), chosen, lookup);
  const { name, notation } = chosen.family;
  const priors = lookup.finish();
  const ownResidual = outcome.standardErrors?.withSigma ?? true;
  if (ownResidual && residualSdOf(chosen) !== null) refuseSaturatedGroups(name, design);
  if (program.residual !== undefined) checkReach(program);
  const model: Model = {
    formula: design.formula,
    terms,
    family: { name, link: chosen.link.name, notation, chosen },
    design,
    outcome,
    weights,
    weightedBy: options.weights ?? null,
    priors: placedPriors(priors, groupsOf(design).flatMap(classTerms), design.further),
    program,
    order,
    notes: [
      ...design.notes,
      ...structureNotes(groupsOf(design).filter(({ smooth }) => smooth === undefined)),
      ...originNotes(priors, groupsOf(design)),
      ...[design, ...design.further].flatMap(aliasedNotes),
      ...(options.family === undefined ? hintOfFamily(design, name) : []),
    ],
    declaration: { formula, table: columnsRead(), options: withoutUnread(options, columnsRead()) },
  };
  return design.counts === undefined ? model : withoutRows(model, 'merged rows');
}

/** Factors may be declared among columns that the model does not read. */
function withoutUnread(options: GlmmOptions, { columns }: Table): GlmmOptions {
  if (options.factors === undefined) return options;
  const factors = Object.entries(options.factors).filter(([name]) => columns.has(name));
  return { ...options, factors: Object.fromEntries(factors) };
}

/** What the family's kind of outcome says of how it is read; a family of named categories is that of the column's levels. */
function withCategories(
  asked: ChosenFamily,
  formula: Formula,
  table: Table,
  options: DesignOptions,
): { readonly row: ChosenFamily } & DesignOptions {
  const { named, ordered } = responseCheck(asked.family.response);
  if (named !== true) return { row: asked, ordered: ordered === true };
  const categories = outcomeLevels(formula, table, options);
  const row = familyFor(asked, categories);
  const { predictors } = row.family;
  return { row, categories, ...(predictors === undefined ? {} : { predictor: predictors.main }) };
}

function refuseKnownResidual(residual: ResidualSyntax | null, { outcome }: Formula): void {
  if (residual === null || outcome.kind !== 'values') return;
  if (outcome.drawMissing === true)
    throw new InputError(
      `residual: a missing outcome whose residual varies with those of its neighbours is not drawn; leave mi() out, got ${outcome.name}`,
    );
  if (outcome.censoring === null && outcome.standardError === null) return;
  throw new InputError(
    `residual: a covariance of residuals needs an outcome without cens() or se(), got ${outcome.name}`,
  );
}

function missingRule(rule: MissingRule = 'drop'): MissingRule {
  if (missingRules.includes(rule)) return rule;
  throw new InputError(`glmm: missing is ${missingRules.map((r) => `"${r}"`).join(' or ')}, got "${rule}"`);
}

function checkFormula(formula: unknown): void {
  if (typeof formula === 'string') return;
  throw new InputError(
    `glmm: the formula comes first, as text such as "y ~ x + (1 | g)", got ${describeValue(formula)}`,
  );
}

/** A residual structure has one sigma, or its own for strata and times. */
function refuseBoth(
  residual: ResidualSyntax | null,
  further: readonly { readonly parameter: string }[],
): void {
  if (residual === null || further.length === 0) return;
  throw new InputError(
    `residual: "${residual.text}" and a formula for ${further[0].parameter} exclude each other; sds that differ by a factor or over time are residual "diag(f)", "hetcs(f | g)" or "hetar1(time | g)"`,
  );
}

/** An intercept a row cannot be told from a normal residual, unless levels vary together. */
export function refuseSaturatedGroups(family: string, design: Design): void {
  for (const { group, levels, known } of design.groups)
    if (known === undefined && levels.length >= rowCount(design))
      throw new InputError(
        `${family}: group "${group}" has as many levels as there are rows (${rowCount(design)}); its effects cannot be told from the residual`,
      );
}

/** Equal rows that were merged have one likelihood, as often as they count. */
function timesCounts(weights: Float64Array | null, { counts }: Design): Float64Array | null {
  if (counts === undefined) return weights;
  return weights === null ? counts : weights.map((w, i) => w * counts[i]);
}

/** What is said of single rows, or found from outcomes one by one, is not known of merged rows. */
function refuseMerged({ residual }: Design, { censoring }: Outcome): void {
  const what = residual !== null ? `residual ${residual.syntax.text}` : censoring ? 'cens()' : null;
  if (what !== null)
    throw new InputError(
      `data: ${what} needs the rows one by one, and equal ones were merged; hand them in as they are`,
    );
}

function readWeights(
  table: Table,
  name: string,
  { rowNumbers }: Design,
  place: (row: number) => string,
): Float64Array {
  const column = columnOf(table, name);
  if (column.kind !== 'number') throw weightsNotNumbers(table, name, column);
  const weights = Float64Array.from(rowNumbers, (row) => column.values[row - 1]);
  const bad = weights.findIndex((w) => !(w >= 0 && Number.isFinite(w)));
  if (bad < 0 && weights.some((w) => w > 0)) return weights;
  if (bad < 0)
    throw new InputError(`weights: "${name}" is 0 in every row; nothing would be learnt from the data`);
  const got = Number.isNaN(weights[bad]) ? 'none' : weights[bad];
  throw new InputError(`weights: "${name}" must hold finite numbers >= 0, got ${got} at ${place(bad)}`);
}

function weightsNotNumbers(table: Table, name: string, column: Column): InputError {
  const disguise = disguiseOf(table, name);
  const got = column.kind === 'factor' ? 'text' : 'TRUE and FALSE';
  const problem =
    disguise === undefined
      ? [`"${name}" must hold numbers, got ${got}`]
      : explainDisguise(table, name, disguise, false);
  return new InputError(worded`weights: ${problem}`, { column: name });
}
