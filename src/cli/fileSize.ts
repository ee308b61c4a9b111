import { statSync } from 'node:fs';

/** Bytes of a file of so few rows that its chains run one after another, and of one that is fitted in about a second. */
const fewRows = 5000;
const quick = 20_000;

/** Whether a model of a file has as many rows as threads of its chains are worth; false where there is no such file. */
export function isWorthThreads(path: string): boolean {
  return bytesOf(path) > fewRows;
}

/** Whether a file is fitted in about a second; false where there is no such file. */
export function isQuickFile(path: string): boolean {
  const bytes = bytesOf(path);
  return bytes > 0 && bytes <= quick;
}

function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : 0;
}
