import { columnUnit, partUnit, productUnit } from '../../../models/sums/exact.ts';
import type { Question, SourceColumn } from '../../../models/sums/questions.ts';
import { askedLevels } from '../../../models/sums/shape.ts';
import { arithText, type CellNames, expressionText, scaledText } from './expressions.ts';
import { isWholeType } from './printed/typeNames.ts';
import type { SqlColumns, SqlReadColumn } from './readColumns.ts';
import { asDouble, cellText } from './readColumns.ts';
import { count, key, number, whole } from './selected.ts';
import { gapsSelection, neighboursSelection, stepsSelection } from './seriesSelection.ts';
import type { Selected, Selection, Statement, Writer } from './statement.ts';

/** The complete rows of a source, of the columns that a model reads. */
export interface Rows {
  readonly found: Pick<SqlColumns, 'from'>;
  readonly columns: readonly SqlReadColumn[];
  readonly na: readonly string[];
  /** Whether all rows are known to be complete; false if left out. */
  readonly isComplete?: boolean;
}

/** What models call the columns' kinds. */
export function sourceColumns(columns: readonly SqlReadColumn[]): SourceColumn[] {
  return columns.map(({ name, kind }) => ({
    name,
    kind: kind === 'number' || kind === 'boolean' ? kind : 'text',
  }));
}

/** What asks a question. */
export function selectionOf(question: Question, rows: Rows, writer: Writer): Selection {
  const { dialect } = writer;
  const cells = cellNames(rows.columns);
  const source = completeCells(rows, writer);
  const complete = `FROM ${source.from} WHERE ${source.where}`;
  switch (question.kind) {
    case 'counts': {
      const checked = `SELECT ${[...rows.columns.map(({ name }) => cells.of(name)), `CASE WHEN ${source.where} THEN 1 ELSE 0 END AS whole`].join(', ')}`;
      const ofWhole = (text: string): string => `CASE WHEN whole = 1 THEN ${text} END`;
      return {
        columns: [
          ...[count('COUNT(*)'), count('COALESCE(SUM(whole), 0)')],
          ...rangesOf(question.of.map((one) => ofWhole(expressionText(one, cells, writer)))),
        ],
        from: `FROM (${checked} FROM ${source.from}) AS checked`,
      };
    }
    case 'levels': {
      const column = cells.of(question.column);
      const grouped = `${complete} GROUP BY ${column} LIMIT ${askedLevels}`;
      return { columns: [key(column, question.column, cells), count('COUNT(*)')], from: grouped };
    }
    case 'ranges':
      return {
        columns: rangesOf(question.of.map((one) => expressionText(one, cells, writer))),
        from: complete,
      };
    case 'quantiles': {
      const text = arithText(question.of, cells, writer);
      const columns = question.at.map((p) => number(dialect.quantile(p, text)));
      return { columns, from: `${complete}${dialect.afterQuantiles}` };
    }
    case 'products':
      return productsSelection(question, complete, cells, writer);
    case 'gaps':
      return gapsSelection(question, { complete, cells, writer });
    case 'steps':
      return stepsSelection(question, { complete, cells, writer });
    case 'neighbours':
      return neighboursSelection(question, { complete, cells, writer });
  }
}

/** The columns whose combinations a question asks for, and nothing else; null for other questions. */
export function keysOf(question: Question): readonly string[] | null {
  if (question.kind === 'levels') return [question.column];
  return question.kind === 'products' && question.pairs.length === 0 && question.by.length > 0
    ? question.by
    : null;
}

/** Combinations of several sets of columns, those of one after those of another: which columns a row is of, its cells, and how many rows it stands for. */
export function keysSelection(
  all: readonly string[],
  sets: readonly (readonly string[])[],
  rows: Rows,
  writer: Writer,
): Selection {
  const cells = cellNames(rows.columns);
  const source = completeCells(rows, writer);
  const list = (names: readonly string[]): string => names.map(cells.of).join(', ');
  return {
    columns: [
      count(`GROUPING(${list(all)})`),
      ...all.map((name) => key(cells.of(name), name, cells)),
      count('COUNT(*)'),
    ],
    from: `FROM ${source.from} WHERE ${source.where} GROUP BY GROUPING SETS (${sets.map((set) => `(${list(set)})`).join(', ')})`,
  };
}

const rangesOf = (texts: readonly string[]): Selected[] =>
  texts.flatMap((text) => [number(`MIN(${text})`), number(`MAX(${text})`), count(`COUNT(${text})`)]);

/** Scaled columns row by row, inside; their products, rounded and summed, by groups, outside. */
function productsSelection(
  { columns, weight, pairs, by }: Extract<Question, { kind: 'products' }>,
  complete: string,
  cells: CellNames,
  writer: Writer,
): Selection {
  const { dialect } = writer;
  const used = new Set(pairs.flat());
  const keys = by.map((name, k) => `${cells.of(name)} AS k${k + 1}`);
  const scaled = columns.flatMap((column, c) =>
    used.has(c + 1) ? [`${scaledText(column, columnUnit, cells, writer)} AS x${c + 1}`] : [],
  );
  const weights = weight === null ? [] : [`${scaledText(weight, 1, cells, writer)} AS w`];
  const inner = [...keys, ...scaled, ...weights];
  const factor = (c: number): string => (c === 0 ? writer.number(columnUnit) : `x${c}`);
  const sumOf = ([i, j]: readonly [number, number]): string => {
    const [a, b] = [Math.min(i, j), Math.max(i, j)];
    const times = weight === null ? '' : ' * w';
    if (b > 0) return `SUM(${dialect.rounded(`${factor(a)} * ${factor(b)}${times}`)})`;
    // rows without weights are counted
    return weight === null
      ? `CAST(COUNT(*) AS ${dialect.wide}) * ${BigInt(productUnit)}`
      : `SUM(${dialect.rounded(`w * ${writer.number(productUnit)}`)})`;
  };
  const sums = pairs.map((pair, p) => `${sumOf(pair)} AS s${p + 1}`);
  const names = by.map((_, k) => `k${k + 1}`);
  const grouped = names.length === 0 ? '' : ` GROUP BY ${names.join(', ')}`;
  const row = inner.length === 0 ? '1 AS one' : inner.join(', ');
  return {
    columns: [
      ...by.map((name, k) => key(names[k], name, cells)),
      count('n'),
      ...pairs.map((_, p) => whole(`s${p + 1}`)),
    ],
    from: `FROM (SELECT ${[...names, 'COUNT(*) AS n', ...sums].join(', ')} FROM (SELECT ${row} ${complete}) AS scaled${grouped}) AS summed`,
  };
}

/** The statement whose result a driver reads: all doubles and text, a whole number of many digits in two parts. */
export function drivenStatement({ columns, from }: Selection, writer: Writer): Statement {
  const { dialect } = writer;
  const texts = columns.flatMap(({ sql, as }) => {
    if (as === 'count') return [asDouble(sql, dialect)];
    if (as !== 'whole') return [sql];
    const rest = `MOD(${sql}, CAST(${partUnit} AS ${dialect.wide}))`;
    return [asDouble(`${sql} - ${rest}`, dialect), asDouble(rest, dialect)];
  });
  return writer.statement(`SELECT ${texts.join(', ')} ${from}`);
}

/** The rows with all cells by their names, and what says that all are there. */
export function completeCells(
  { found, columns, na, isComplete = false }: Rows,
  writer: Writer,
): { readonly from: string; readonly where: string } {
  const named = cellNames(columns);
  const cells = columns.map((column) => `${cellText(column, writer, na)} AS ${named.of(column.name)}`);
  const present = columns.map((column) => {
    const cell = named.of(column.name);
    const there = `${cell} IS NOT NULL`;
    return mayBeNaN(column) ? `${there} AND NOT (${writer.dialect.isNaN(cell)})` : there;
  });
  return {
    from: `(SELECT ${cells.join(', ')} FROM ${found.from}) AS cells`,
    where: isComplete ? '1 = 1' : present.join(' AND '),
  };
}

const mayBeNaN = ({ kind, type }: SqlReadColumn): boolean => kind === 'number' && !isWholeType(type);

/**
 * Rows; then of each column how many cells there are; then the largest of those that may be NaN, which is NaN where one is, on the engines that are
 * connected to; then least and largest of some columns. All of it over all rows, so that an engine may know it without looking at them.
 */
export function outlineSelection(names: readonly string[], rows: Rows, writer: Writer): Selection {
  const cells = cellNames(rows.columns);
  const [of, most] = [(name: string) => cells.of(name), (name: string) => number(`MAX(${cells.of(name)})`)];
  return {
    columns: [
      count('COUNT(*)'),
      ...rows.columns.map(({ name }) => count(`COUNT(${of(name)})`)),
      ...rows.columns.filter(mayBeNaN).map(({ name }) => most(name)),
      ...names.flatMap((name) => [number(`MIN(${of(name)})`), most(name)]),
    ],
    from: `FROM ${completeCells(rows, writer).from}`,
  };
}

/** c1, c2 ... in the order of the columns, with as many c as no column begins with: some engines take a new name for the column of that name. */
export function cellNames(columns: readonly SqlReadColumn[]): CellNames {
  const place = new Map(columns.map(({ name }, c) => [name, c]));
  const at = (name: string): number => place.get(name) ?? 0;
  const taken = (prefix: string): boolean =>
    columns.some(({ name }) => new RegExp(`^${prefix}\\d+$`, 'i').test(name));
  let prefix = 'c';
  while (taken(prefix)) prefix += 'c';
  return {
    of: (name) => `${prefix}${at(name) + 1}`,
    isText: (name) => columns[at(name)].kind !== 'number' && columns[at(name)].kind !== 'boolean',
  };
}
