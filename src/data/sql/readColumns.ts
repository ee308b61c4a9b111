import { noColumn } from '../../../models/design/frame.ts';
import { InputError } from '../../engine/errors.ts';
import type { SqlColumn, SqlConnection } from './connection.ts';
import type { Dialect } from './dialect.ts';
import { fromText, type SqlSource, sourceWords } from './source.ts';
import type { Writer } from './statement.ts';

/** Some columns of a source, found and typed. */
export interface SqlColumns {
  readonly from: string;
  /** What messages call the rows. */
  readonly source: string;
  readonly columns: readonly SqlReadColumn[];
}

export interface SqlReadColumn extends SqlColumn {
  readonly kind: NonNullable<SqlColumn['kind']>;
}

/** Looks a source up. Throws InputError for a table or a column that is not there, and one that no model can read. */
export async function findColumns(
  connection: SqlConnection,
  source: SqlSource,
  names: Iterable<string>,
): Promise<SqlColumns> {
  const from = fromText(source, connection.dialect);
  if (source.kind === 'query') await connection.checkQuery(source.query);
  const all = await connection.describe(from);
  const words = `${sourceWords(source)} of ${connection.address}`;
  const have = new Map(all.map((column) => [column.name, column]));
  const columns = [...names].map((name) => readable(have, name, words));
  return { from, source: words, columns };
}

function readable(have: ReadonlyMap<string, SqlColumn>, name: string, source: string): SqlReadColumn {
  const found = have.get(name);
  if (found === undefined)
    throw noColumn(
      { source, rows: 0, columns: new Map([...have.keys()].map((one) => [one, nothing])) },
      name,
    );
  const { kind } = found;
  if (kind !== null) return { ...found, kind };
  throw new InputError(
    `sql: column "${name}" of ${source} is of type ${found.type}, wanted numbers, text, truth values or dates; cast it in --query`,
    { column: name },
  );
}

const nothing = { kind: 'number', values: new Float64Array(0) } as const;

/** SQL for a column's cells as a model reads them: doubles, 0 and 1 for truth values, text and dates as text; `na` is missing. */
export function cellText({ name, kind }: SqlReadColumn, writer: Writer, na: readonly string[]): string {
  const { dialect } = writer;
  const column = dialect.identifier(name);
  if (kind === 'boolean') return `CASE WHEN ${column} THEN 1e0 WHEN NOT ${column} THEN 0e0 END`;
  if (kind === 'number') return asDouble(column, dialect);
  const text = `CAST(${column} AS ${dialect.text})`;
  return na.reduce((so, mark) => `NULLIF(${so}, ${writer.text(mark)})`, text);
}

export const asDouble = (expression: string, { double }: Dialect): string =>
  `CAST(${expression} AS ${double})`;
