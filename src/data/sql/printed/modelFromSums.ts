import { columnsRead, needsSingleRows } from '../../../../models/columnsRead.ts';
import { type GlmmOptions, glmm, type Model } from '../../../../models/glmm.ts';
import { sumModel } from '../../../../models/sums/model.ts';
import { NotSummed } from '../../../../models/sums/notSummed.ts';
import type { Answer, Question } from '../../../../models/sums/questions.ts';
import { InputError } from '../../../engine/errors.ts';
import { type Dialect, dialectOf, dialects } from '../dialect.ts';
import { type Rows, selectionOf, sourceColumns } from '../selection.ts';
import { fromText, sourceOf, sourceWords } from '../source.ts';
import { columnsOf } from './columnTypes.ts';
import { answersTo, type Desk } from './desk.ts';
import { mergedTable } from './mergedTable.ts';
import type { PrintedStatement } from './printedStatement.ts';
import { filesOf } from './resultFile.ts';

/** Which rows the results are of. */
export interface SumsOptions {
  /** A table or view, `schema.table`; or `query`. */
  readonly table?: string | undefined;
  /** One SELECT. */
  readonly query?: string | undefined;
  /** Texts that mean missing, beside NULL. */
  readonly na?: readonly string[];
}

/** Statements that a model still needs the results of; the name of each is that of the file. */
export interface NeededStatements {
  readonly statements: readonly PrintedStatement[];
  /** Why rows are merged, not summed, where that is so. */
  readonly why: string | null;
}

/**
 * The model of results that somebody has brought: of the statements that `statementsForSums` gives, run on any engine, each result saved
 * in `folder` under its statement's name as CSV or Parquet. The same to the last bit as `modelFromSql` of the same rows.
 * Throws InputError where a result is missing, of another statement, or not whole.
 * @example await modelFromSums('sums', 'mobility ~ Age + (1 | DID)', {}, { table: 'visits' })
 */
export async function modelFromSums(
  folder: string,
  formula: string,
  options: GlmmOptions,
  which: SumsOptions,
): Promise<Model> {
  const made = await fromFolder(folder, formula, options, which, dialects[0]);
  if ('model' in made) return made.model;
  const names = made.statements.map(({ name }) => `${name}.csv`).join(', ');
  const others =
    made.others.length === 0 ? '' : ` (there is ${made.others.join(', ')}, which is none of them)`;
  throw new InputError(
    `sums: ${folder} lacks ${names}${others}; --print-sql prints ${made.statements.length === 1 ? 'its statement' : 'their statements'}, ask it until nothing is missing`,
  );
}

/**
 * The statements that a model needs next, of those whose results are not in `folder` yet, in an engine's own words; none when all is there. Later
 * ones hang on the answers to earlier ones, so ask again when these are answered.
 * Throws InputError for results in the folder that are none.
 * @example await statementsForSums('sums', 'mobility ~ Age + (1 | DID)', {}, { table: 'visits', dialect: 'spark' })
 */
export async function statementsForSums(
  folder: string,
  formula: string,
  options: GlmmOptions,
  { dialect, ...which }: SumsOptions & { readonly dialect: string },
): Promise<NeededStatements> {
  const row = dialectOf(dialect);
  if (row === null)
    throw new InputError(
      `sums: no dialect "${dialect}" (have: ${dialects.map(({ name }) => name).join(', ')})`,
    );
  const made = await fromFolder(folder, formula, options, which, row);
  return 'model' in made ? { statements: [], why: null } : made;
}

type Made =
  | { readonly model: Model }
  | (NeededStatements & {
      /** Files that nobody asked for. */
      readonly others: readonly string[];
    });

async function fromFolder(
  folder: string,
  formula: string,
  options: GlmmOptions,
  { table, query, na = [] }: SumsOptions,
  dialect: Dialect,
): Promise<Made> {
  const source = sourceOf(table, query);
  const names = [...columnsRead(formula, options)];
  const files = await filesOf(folder);
  const desk: Desk = { folder, files, dialect, about: [1, source, na, names], needed: [], asked: [] };
  const needed = (why: string | null): Made => ({
    statements: desk.needed,
    why,
    others: files.filter((file) => isOther(file, desk.asked)),
  });
  const columns = await columnsOf(desk, source, names);
  if (columns === null) return needed(null);
  const rows: Rows = { found: { from: fromText(source, dialect) }, columns, na };
  const kinds = columns.map(({ kind }) => kind);
  const ask = (questions: readonly Question[]): Promise<readonly Answer[] | null> =>
    answersTo(
      desk,
      questions.map((question) => ({
        kind: fileKind(question),
        about: [kinds, question],
        single: hasOneRow(question),
        select: (writer) => selectionOf(question, rows, writer),
      })),
    );
  const named = { name: sourceWords(source), columns: sourceColumns(columns) };
  try {
    const asking = sumModel(formula, options, named);
    const answers: Answer[] = [];
    let step = asking.next();
    while (!step.done) {
      const own = await ask(step.value);
      if (own === null) return needed(null);
      answers.push(...own);
      step = asking.next(own);
    }
    return { model: { ...step.value, summed: { source: named, answers } } };
  } catch (error) {
    if (!(error instanceof NotSummed)) throw error;
    if (options.residual !== undefined || needsSingleRows(formula))
      throw new InputError(
        `sums: ${error.message}, so the rows themselves are needed; read them from the database with --sql, or from a file`,
      );
    const merged = await mergedTable(named, options, ask);
    return merged === null ? needed(error.message) : { model: glmm(formula, merged, options) };
  }
}

/** Whether a file is no result that was asked for, and cannot be one that will be: those are numbered on. */
function isOther(file: string, asked: readonly string[]): boolean {
  const isLater = Number(/^(\d+)-/.exec(file)?.[1] ?? 0) > asked.length;
  return !isLater && !asked.includes(file.replace(/\.[^.]*$/, ''));
}

/** Whether a question's answer is one row. */
function hasOneRow(question: Question): boolean {
  switch (question.kind) {
    case 'products':
      return question.by.length === 0;
    case 'levels':
    case 'gaps':
    case 'neighbours':
      return false;
    default:
      return true;
  }
}

/** What a question's file is called. */
function fileKind(question: Question): string {
  if (question.kind !== 'products') return question.kind;
  return question.pairs.length > 0 ? 'sums' : 'groups';
}
