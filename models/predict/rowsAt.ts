import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkModel } from '../arguments.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { fixedDesign, offsetOf, rowNumbers } from '../design/build.ts';
import type { FixedDesign } from '../design/design.ts';
import type { Frame } from '../design/frame.ts';
import { completeRows } from '../design/missing.ts';
import type { Recipe } from '../design/recipe.ts';
import { smoothDesigns, smoothsOf } from '../design/smooths.ts';
import { groupsOf } from '../design/terms.ts';
import { type PredictorFormula, predictorColumns } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import type { Table } from '../table.ts';
import { refuseEmptyCombinations } from './emptyCombinations.ts';
import { type GroupAt, type GroupReading, groupAt, ownGroup, readTerm } from './groupsAt.ts';
import { type KnownAt, knownColumns, newKnown, ownKnown, residualColumns } from './knownAt.ts';
import { type GroupRule, groupRules } from './types.ts';

/** The population's part of a linear predictor at rows. */
export interface PredictorAt {
  /** `mu` for the mean's. */
  readonly predictor: string;
  readonly fixed: FixedDesign;
  readonly offset: Float64Array | null;
}

/** A random term at rows, those of one id as one; `number` is its place among the model's. */
export type TermAt = ReturnType<typeof groupsOf<GroupAt>>[number] & { readonly number: number };

/** Where to predict: the design of all linear predictors at some rows. */
export interface RowsAt {
  readonly model: Model;
  readonly groups: GroupRule;
  /** The new rows' table; null for the model's own rows. */
  readonly table: Table | null;
  readonly rows: number;
  /** 1-based, of the table. */
  readonly rowNumbers: Int32Array;
  /** 1-based rows of the new table left out because they lack a value. */
  readonly dropped: readonly number[];
  /** The mean's, then those of the family's own parameters. */
  readonly predictors: readonly PredictorAt[];
  readonly terms: readonly TermAt[];
  /** What rows have besides their linear predictors. */
  readonly known: KnownAt;
}

/** Of `rowsAt`. */
export interface RowsOptions {
  /** Columns that the rule does not need are not read: no grouping column for 'typical' and mostly none for 'averaged'. */
  readonly groups: GroupRule;
  /** A level that the model has not seen is an error, or has effects drawn from N(0, G), the same in all its rows. */
  readonly newLevels: 'error' | 'draw';
  /** One trial each, whatever the rows say: means are chances then. */
  readonly perTrial?: boolean;
}

/**
 * The design of all linear predictors at the model's own rows (`data` null) or at those of a new table, by the model's recipe:
 * its levels, contrasts, bases and means. No outcome is needed. Rows that lack a value are left out and listed.
 * Throws InputError for a column that is missing or of another type, and for levels that the model has not seen.
 */
export function rowsAt(model: Model, data: Table | null, options: RowsOptions): RowsAt {
  checkModel('predict', model);
  if (!groupRules.includes(options.groups))
    throw new InputError(
      `predict: groups are ${groupRules.map((rule) => `"${rule}"`).join(', ')}, got "${options.groups}"`,
    );
  return data === null ? ownRows(model, options) : newRows(model, data, options);
}

function ownRows(model: Model, { groups: rule, perTrial = false }: RowsOptions): RowsAt {
  const { design } = model;
  const isRead = ({ smooth }: { readonly smooth?: string }): boolean =>
    rule !== 'typical' || smooth !== undefined;
  const own = (groups: typeof design.groups): GroupAt[] =>
    groups.filter(isRead).map((group) => ownGroup(group, rule));
  return {
    model,
    groups: rule,
    table: null,
    rows: design.rows,
    rowNumbers: design.rowNumbers,
    dropped: [],
    predictors: [
      { predictor: design.predictor, fixed: design.fixed, offset: design.offset },
      ...design.further.map(({ parameter, fixed, offset }) => ({ predictor: parameter, fixed, offset })),
    ],
    terms: numbered(
      model,
      own(design.groups),
      design.further.map(({ groups }) => own(groups)),
    ),
    known: ownKnown(model, rule, perTrial),
  };
}

function newRows(model: Model, table: Table, options: RowsOptions): RowsAt {
  const { design, terms } = model;
  const sides = [
    { predictor: design.predictor, terms, recipe: design.recipe, groups: design.groups },
    ...design.further.map(({ parameter, ...one }) => ({ predictor: parameter, ...one })),
  ];
  const read = columnsRead(model, options.groups);
  refuseWithoutGroups(model, table, options.groups);
  const needed = new Set([...knownColumns(model, table, options.groups), ...read]);
  const { kept, dropped } = completeRows(table, [...needed], 'drop');
  refuseEmptyCombinations(model, table, kept);
  const [main, ...further] = sides.map((side) =>
    sideAt(side, frameOfNewRows(side.recipe, table, kept), options),
  );
  return {
    model,
    groups: options.groups,
    table,
    rows: kept.length,
    rowNumbers: rowNumbers(kept),
    dropped: dropped.map((row) => row + 1),
    predictors: [main, ...further].map(({ predictor }) => predictor),
    terms: numbered(
      model,
      main.groups,
      further.map(({ groups }) => groups),
    ),
    known: newKnown(
      model,
      frameOfNewRows(design.recipe, table, kept),
      options.groups,
      options.perTrial ?? false,
    ),
  };
}

/** The columns that predictions need: predictors of all formulas, and of groups what the rule reads. */
function columnsRead({ terms, design }: Model, groups: GroupRule): string[] {
  const needed = new Set<string>();
  for (const side of [terms, ...design.further.map((one) => one.terms)])
    predictorColumns(readFormula(side, groups), needed);
  return [...needed];
}

/** Those by which rows are told apart, where the data have them: what is read, and of groups 'given' the columns of residuals. */
export function columnsBeside(model: Model, groups: GroupRule): string[] {
  const residual = groups === 'given' ? residualColumns(model.design.residual) : [];
  return [...new Set([...columnsRead(model, groups), ...residual])];
}

/** Throws InputError where rows do not say their groups, which two of the rules do not need. */
function refuseWithoutGroups({ terms, design }: Model, { columns, source }: Table, groups: GroupRule): void {
  if (groups !== 'given') return;
  const random = [terms, ...design.further.map((one) => one.terms)].flatMap((side) => side.random);
  for (const { columns: own, text } of random)
    for (const name of own)
      if (!columns.has(name))
        throw new InputError(
          worded`data: ${source} has no column "${name}", the group of ${text}; take groups "averaged" or "typical" (${{ kind: 'groups', rule: 'averaged' }}) for rows without groups`,
          { column: name },
        );
}

interface Side {
  readonly predictor: string;
  readonly terms: PredictorFormula;
  readonly recipe: Recipe;
  readonly groups: Model['design']['groups'];
}

/** The formula with what is read of it. */
function readFormula(terms: PredictorFormula, groups: GroupRule): PredictorFormula {
  const random = groups === 'typical' ? [] : terms.random.map((term) => readTerm(term, groups));
  return { ...terms, random };
}

/** A linear predictor at new rows. The model's groups are its random terms in the formula's order, then what bends of smooths. */
function sideAt(
  { predictor, terms, groups: own }: Side,
  frame: Frame,
  reading: GroupReading,
): { readonly predictor: PredictorAt; readonly groups: GroupAt[] } {
  const random =
    reading.groups === 'typical' ? [] : terms.random.map((term, t) => groupAt(term, own[t], frame, reading));
  const bends = smoothsOf(terms.fixed)
    .flatMap((smooth) => smoothDesigns(smooth, frame, predictor))
    .map((bend) => ownGroup(bend, reading.groups));
  return {
    predictor: { predictor, fixed: fixedDesign(terms, frame), offset: offsetOf(terms.offsets, frame) },
    groups: [...random, ...bends],
  };
}

/** Terms of one id as one, with their places among the model's. */
function numbered(
  { design }: Model,
  groups: readonly GroupAt[],
  further: readonly (readonly GroupAt[])[],
): TermAt[] {
  const terms = groupsOf({ groups, further: further.map((own) => ({ groups: own })) });
  const all = groupsOf(design);
  const isThere = new Set(terms.map(keyOf));
  const places = all.flatMap((term, number) => (isThere.has(keyOf(term)) ? [number] : []));
  return terms.map((term, t) => ({ ...term, number: places[t] }));
}

/** What tells terms apart: no coefficient varies over a group twice. */
const keyOf = ({ group, coefs, predictors }: Pick<TermAt, 'group' | 'coefs' | 'predictors'>): string =>
  JSON.stringify([group, coefs, predictors]);
