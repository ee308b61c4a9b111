import { DuckDBInstance } from '@duckdb/node-api';

/** How many rows, and how many doctors they are of. */
export interface Size {
  readonly rows: number;
  readonly doctors: number;
}

/** A uniform number of a row, from its number and a salt. */
const uniform = (salt: number): string => `(hash(i * 16 + ${salt}) % 1000003) / 1000003.0`;

/** About normal: the sum of three. */
const normal = (salt: number): string =>
  `(2 * (${uniform(salt)} + ${uniform(salt + 1)} + ${uniform(salt + 2)} - 1.5))`;

/** Hospital-like rows: patients of doctors, about twelve in a hospital, with a normal and a binary outcome. */
const visits = ({ rows, doctors }: Size): string => `CREATE TABLE visits AS
  SELECT d AS DID, d % ${Math.max(4, Math.round(doctors / 12))} AS HID, age AS Age, stay AS LengthofStay, sex AS Sex, stage AS CancerStage,
    30 + 0.1 * (age - 50) - 0.4 * stay + CASE sex WHEN 'male' THEN -1 ELSE 0 END + 2 * effect + 3 * noise AS mobility,
    CAST(${uniform(14)} < 1 / (1 + exp(1 - 0.3 * stay - effect)) AS INTEGER) AS remission
  FROM (SELECT i, d, CAST(30 + 50 * ${uniform(1)} AS DOUBLE) AS age, CAST(1 + floor(9 * ${uniform(2)}) AS DOUBLE) AS stay,
    CASE WHEN ${uniform(3)} < 0.4 THEN 'male' ELSE 'female' END AS sex,
    CASE floor(4 * ${uniform(4)}) WHEN 0 THEN 'I' WHEN 1 THEN 'II' WHEN 2 THEN 'III' ELSE 'IV' END AS stage,
    ${normal(5)} AS noise, (hash(d * 7 + 3) % 1000) / 500.0 - 1 AS effect
    FROM (SELECT range AS i, CAST(hash(range) % ${doctors} AS INTEGER) AS d FROM range(${rows})) AS r) AS made`;

/** The columns of the design of `gaussian` and its outcome, by hand. */
const columns = [
  'Age',
  'LengthofStay',
  "(Sex = 'male')::DOUBLE",
  "(CancerStage = 'II')::DOUBLE",
  "(CancerStage = 'III')::DOUBLE",
  "(CancerStage = 'IV')::DOUBLE",
  'mobility',
];
const products = columns.flatMap((a, i) => columns.slice(i).map((b) => `sum(${a} * ${b})`));
const sums = columns.map((name) => `sum(${name})`);

export const gaussian = 'mobility ~ Age + LengthofStay + Sex + CancerStage + (1 | DID)';
export const logistic = 'remission ~ LengthofStay + Sex + CancerStage + (1 | HID)';

/** What the posterior of `gaussian` needs, as one would write it by hand in sums of doubles, and its rows counted by group. */
export const byHand = [
  `SELECT count(*), ${[...sums, ...products].join(', ')} FROM visits`,
  `SELECT DID, count(*), ${sums.join(', ')} FROM visits GROUP BY DID`,
];

/** The rows of `logistic` that are equal, counted. */
export const counted = `SELECT remission, LengthofStay, Sex, CancerStage, HID, count(*) AS n FROM visits
  GROUP BY ALL ORDER BY ALL`;

export const makeVisits = (path: string, size: Size): Promise<void> => runStatements(path, [visits(size)]);

/** Runs statements on a DuckDB file, one after another, and gives their answers up. */
export async function runStatements(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}
