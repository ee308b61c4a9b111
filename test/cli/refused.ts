import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFiles } from './files.ts';
import { inFolder, refusal } from './poolwise.ts';

/** A command, and the one message it is refused with. */
export type Case = readonly [args: readonly string[], message: string];

/** A newcomer's folder for the tests of a file; its path once they run. */
export function newcomersFolder(): { readonly path: () => string } {
  let path: string;
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'poolwise-files-'));
    await writeFiles(path);
  });
  afterAll(() => rm(path, { recursive: true }));
  return { path: () => path };
}

/** Each refused with its message, in a folder that stays as it was. */
export function refusedIn(files: { readonly path: () => string }, cases: readonly Case[]): void {
  test.concurrent.each(cases.map(([args, message]) => [shown(args), args, message] as const))(
    '%s',
    async (_, args, message) => {
      expect(await inFolder((folder) => refusal(args, folder), files.path())).toBe(message);
    },
  );
}

function shown(args: readonly string[]): string {
  return args.map((arg) => (arg.length > 40 ? `${arg.slice(0, 40)}...` : arg)).join(' ');
}

/** `poolwise fit trial.csv`. */
export const onTrial = (formula: string, ...options: string[]): string[] => [
  'fit',
  'trial.csv',
  formula,
  ...options,
];

/** How messages show the trial's columns. */
export const have = 'have: y, x, g, sex, dose, bin, two, neg, s, n, said, flat and 9 more';
