import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';

const folder = fileURLToPath(new URL('../../bench/results/', import.meta.url));

/** What a run of a bench leaves in bench/results/NAME-DATE.json. */
export interface Results<Row> {
  readonly machine: Machine;
  /** What a reader should know besides. */
  readonly note: string;
  readonly rows: readonly Row[];
}

/** Returns the file's place in the project. */
export function writeResults<Row>(name: string, results: Results<Row>): string {
  mkdirSync(folder, { recursive: true });
  const file = `${name}-${results.machine.date}.json`;
  writeFileSync(`${folder}${file}`, `${JSON.stringify(results, null, 2)}\n`);
  return `bench/results/${file}`;
}

/** The latest results of a bench, or null before the first. */
export function latestResults<Row>(name: string): Results<Row> | null {
  const dated = new RegExp(`^${name}-\\d{4}-\\d\\d-\\d\\d\\.json$`);
  const file = filesOf(folder)
    .filter((f) => dated.test(f))
    .sort()
    .at(-1);
  return file === undefined ? null : (JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Results<Row>);
}

function filesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
