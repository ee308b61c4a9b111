import { DuckDBInstance } from '@duckdb/node-api';

/** Makes a database in a file by these statements; the file is closed then. */
export async function makeDuckdb(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}
