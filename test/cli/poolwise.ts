import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** The built program, as `npx poolwise` would run it. */
export const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** A file of test/reference. */
export function reference(name: string): string {
  return fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in a folder until it ends; `env` besides the test's own variables. */
export function poolwise(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 1 << 26, env: { ...process.env, ...env } };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
  });
}

/** Runs `use` in a folder of its own, a copy of `from` if given; gone afterwards, also from concurrent tests. */
export async function inFolder<T>(use: (folder: string) => Promise<T>, from?: string): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'poolwise-cli-'));
  try {
    if (from !== undefined) await cp(from, folder, { recursive: true });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every file below a folder with its content, and every folder. */
export async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, entry.isDirectory() ? 'a folder' : await readFile(path, 'latin1')] as const;
  });
  return new Map(await Promise.all(found));
}

/**
 * The message of a run that must be refused: exit code 1, nothing on standard output, nothing written, no stack trace,
 * one message (a second line only for a caret or a suggestion).
 */
export async function refusal(args: readonly string[], cwd: string): Promise<string> {
  const before = await contents(cwd);
  const { code, stdout, stderr } = await poolwise(args, cwd);
  expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trimEnd().split('\n').slice(1).join('\n')).toMatch(
    /^(| {2}.*\n {2} *\^|\(Did you mean .*\?\))$/,
  );
  expect(await contents(cwd)).toEqual(before);
  return stderr.trimEnd();
}
