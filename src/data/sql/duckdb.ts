import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { InputError } from '../../engine/errors.ts';
import type { Batch, SqlColumn, SqlConnection, SqlKind, SqlValue } from './connection.ts';
import type { Dialect } from './dialect.ts';

/** Types by their names, parameters such as those of DECIMAL(18,3) left out. */
const kinds: Readonly<Record<string, SqlKind>> = {
  ...{ TINYINT: 'number', SMALLINT: 'number', INTEGER: 'number', UTINYINT: 'number', USMALLINT: 'number' },
  ...{ UINTEGER: 'number', FLOAT: 'number', DOUBLE: 'number', DECIMAL: 'number' },
  ...{ BIGINT: 'whole', UBIGINT: 'whole', HUGEINT: 'whole', UHUGEINT: 'whole' },
  ...{ VARCHAR: 'text', ENUM: 'text', UUID: 'text', BOOLEAN: 'boolean' },
  ...{ DATE: 'date', TIMESTAMP: 'date', TIMESTAMP_S: 'date', TIMESTAMP_MS: 'date', TIMESTAMP_NS: 'date' },
};

/** A file of DuckDB's, opened for reading alone; no file, for queries on Parquet and CSV files, is a database in memory. */
export async function openDuckdb(path: string, address: string, dialect: Dialect): Promise<SqlConnection> {
  const { DOUBLE, DuckDBInstance, StatementType } = await import('@duckdb/node-api');
  const inMemory = path === '' || path === ':memory:';
  const opening = inMemory
    ? DuckDBInstance.create(':memory:')
    : DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const instance = await opening.catch((error: unknown) => {
    throw new InputError(`sql: ${address} cannot be opened: ${firstLine(error)}`);
  });
  const connection = await instance.connect();
  await connection.run('BEGIN TRANSACTION');
  return {
    dialect,
    address,
    describe: (from) => describe(connection, from, address),
    async checkQuery(query) {
      const prepared = await connection.prepare(query).catch((error: unknown) => {
        throw new InputError(`sql: --query is not one SELECT that ${address} can run: ${firstLine(error)}`);
      });
      const { statementType } = prepared;
      prepared.destroySync();
      if (statementType !== StatementType.SELECT)
        throw new InputError(
          `sql: --query must only read: wanted one SELECT, got ${StatementType[statementType]}`,
        );
    },
    read: ({ text, values }) => read(connection, text, values, DOUBLE, address),
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function describe(
  connection: DuckDBConnection,
  from: string,
  address: string,
): Promise<readonly SqlColumn[]> {
  const prepared = await connection
    .prepare(`SELECT * FROM ${from} LIMIT 0`)
    .catch((error: unknown) => refuse(error, address));
  const columns = Array.from({ length: prepared.columnCount }, (_, i) => {
    const type = String(prepared.columnType(i));
    return { name: prepared.columnName(i), kind: kinds[type.replace(/\(.*/s, '')] ?? null, type };
  }).map((column) => (/\[\d*\]$/.test(column.type) ? { ...column, kind: null } : column));
  prepared.destroySync();
  return columns;
}

async function* read(
  connection: DuckDBConnection,
  text: string,
  values: readonly (number | string)[],
  double: DuckDBType,
  address: string,
): AsyncGenerator<Batch> {
  const fail = (error: unknown): never => refuse(error, address);
  const named = Object.fromEntries(values.map((value, i) => [String(i + 1), value]));
  // left to itself it takes every whole number for an integer of 64 bits
  const types = Object.fromEntries(
    values.map((value, i) => [String(i + 1), holdsAsInteger(value) ? undefined : double]),
  );
  const result = await connection.stream(text, named, types).catch(fail);
  for (;;) {
    const chunk = await result.fetchChunk().catch(fail);
    if (chunk === null || chunk.rowCount === 0) return;
    yield {
      rows: chunk.rowCount,
      columns: Array.from({ length: chunk.columnCount }, (_, c) => valuesOf(chunk, c)),
    };
  }
}

const holdsAsInteger = (value: number | string): boolean =>
  typeof value === 'string' || !Number.isInteger(value) || Number.isSafeInteger(value);

/** Doubles that are all there come as they are in memory; whole sums as text. */
function valuesOf(chunk: DuckDBDataChunk, column: number): ArrayLike<SqlValue> {
  const vector = chunk.getColumnVector(column);
  if ('items' in vector && vector.items instanceof Float64Array && hasAll(vector))
    return vector.items.subarray(0, chunk.rowCount);
  return chunk
    .getColumnValues(column)
    .map((value) => (typeof value === 'number' || value === null ? value : String(value)));
}

function hasAll(vector: object): boolean {
  const { validity } = vector as { readonly validity?: { readonly data: unknown } };
  return validity?.data === null;
}

function refuse(error: unknown, address: string): never {
  throw new InputError(`sql: ${address} says: ${firstLine(error)}`);
}

/** DuckDB's words without the kind of error before them, and what follows the first line. */
function firstLine(error: unknown): string {
  const [text] = (error instanceof Error ? error.message : String(error)).split('\n');
  return text.replace(/^[A-Z]\w*(?: \w+)* Error: /, '').replace(/[!.]$/, '');
}
