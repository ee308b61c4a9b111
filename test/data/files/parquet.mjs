// twin-*.parquet, kinds.parquet and big.parquet, by a writer that is not ours: DuckDB 1.5.6.
// npm install @duckdb/node-api && node parquet.mjs   (2026-11-27)
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const write = (query, name, codec) =>
  connection.run(`copy (${query}) to '${name}.parquet' (format parquet, codec '${codec}')`);

const twin =
  "select id::integer as id, y::double as y, clinic, smoker::boolean as smoker, visit::date as visit, seen::timestamp as seen from read_csv('twin.csv')";
for (const codec of ['snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw'])
  await write(twin, `twin-${codec}`, codec);
await write(
  `select id as y, y::decimal(18, 4) as dec, [id, 2] as tags, {'a': id} as st from (${twin})`,
  'kinds',
  'snappy',
);
await write('select 9007199254740993 as big', 'big', 'snappy');
