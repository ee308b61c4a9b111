import type { Client, QueryArrayConfig } from 'pg';
import { InputError } from '../../engine/errors.ts';
import type { Batch, SqlColumn, SqlConnection, SqlKind, SqlValue } from './connection.ts';
import type { Dialect } from './dialect.ts';
import type { Statement } from './statement.ts';

/** Types by their names in pg_type. */
const kinds: Readonly<Record<string, SqlKind>> = {
  ...{ int2: 'number', int4: 'number', float4: 'number', float8: 'number', numeric: 'number', int8: 'whole' },
  ...{ text: 'text', varchar: 'text', bpchar: 'text', uuid: 'text', name: 'text', bool: 'boolean' },
  ...{ date: 'date', timestamp: 'date' },
};

/** Types whose cells are numbers, by their number in pg_type: double precision. */
const doubles = 701;

/** Rows fetched at a time. */
const piece = 20_000;

/** A server, spoken to in one transaction that is read only and repeatable. */
export async function openPostgres(url: URL, address: string, dialect: Dialect): Promise<SqlConnection> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url.href, application_name: 'poolwise' });
  // one that is lost later is told by the statement that then fails
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new InputError(`sql: ${address} cannot be reached: ${reasonOf(error)}`);
  });
  const run = (text: string, values: Statement['values'] = []) => ask(client, text, values, address);
  await run('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  return {
    dialect,
    address,
    describe: (from) => describe(run, from),
    // in the protocol's extended form there can only be one statement; in parentheses it can only be a SELECT
    async checkQuery(query) {
      await run(`SELECT * FROM (\n${query}\n) AS rows_read LIMIT 0`).catch((error: unknown) => {
        throw new InputError(`sql: --query is not one SELECT that reads: ${reasonOf(error)}`);
      });
    },
    read: (statement) => read(run, statement),
    async close() {
      await client.end();
    },
  };
}

type Run = (text: string, values?: Statement['values']) => Promise<Answer>;

interface Answer {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Every cell as text, which is how the server sends it. */
async function ask(
  client: Client,
  text: string,
  values: Statement['values'],
  address: string,
): Promise<Answer> {
  const config: QueryArrayConfig & { readonly queryMode: 'extended' } = {
    ...{ text, values: [...values], rowMode: 'array', queryMode: 'extended' },
    types: { getTypeParser: () => (cell: string) => cell } as QueryArrayConfig['types'],
  };
  const { fields, rows } = await client.query(config).catch((error: unknown) => {
    throw new InputError(`sql: ${address} says: ${reasonOf(error)}`, { code: codeOf(error) });
  });
  return { fields, rows };
}

async function describe(run: Run, from: string): Promise<readonly SqlColumn[]> {
  const { fields } = await run(`SELECT * FROM ${from} LIMIT 0`);
  const ids = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))];
  const { rows } = await run(
    'SELECT CAST(oid AS INTEGER), typname, typtype FROM pg_type WHERE oid = ANY(CAST($1 AS oid[]))',
    [`{${ids.join(',')}}`],
  );
  const types = new Map(rows.map(([id, name, type]) => [Number(id), { name: String(name), type }]));
  return fields.map(({ name, dataTypeID }) => {
    const found = types.get(dataTypeID);
    const type = found?.name ?? String(dataTypeID);
    return { name, kind: found?.type === 'e' ? 'text' : (kinds[type] ?? null), type };
  });
}

/** By a cursor, so that neither side holds all rows; one that is left open by an error goes with its transaction. */
async function* read(run: Run, { text, values }: Statement): AsyncGenerator<Batch> {
  await run(`DECLARE pieces NO SCROLL CURSOR FOR ${text}`, values);
  let failed = false;
  const fetch = (): Promise<Answer> =>
    run(`FETCH FORWARD ${piece} FROM pieces`).catch((error: unknown) => {
      failed = true;
      throw error;
    });
  try {
    for (;;) {
      const answer = await fetch();
      if (answer.rows.length > 0) yield batchOf(answer);
      if (answer.rows.length < piece) return;
    }
  } finally {
    if (!failed) await run('CLOSE pieces');
  }
}

function batchOf({ fields, rows }: Answer): Batch {
  const columns = fields.map(({ dataTypeID }, c) =>
    rows.map((row): SqlValue => (dataTypeID === doubles ? numberOf(row[c]) : row[c])),
  );
  return { rows: rows.length, columns };
}

const numberOf = (cell: string | null): number | null => (cell === null ? null : Number(cell));

/** The server's words; of several addresses of a name, those of the first. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/^sql: .* says: /, '').split('\n')[0] : String(error);
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
