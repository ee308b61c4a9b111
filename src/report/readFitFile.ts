import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { InputError } from '../engine/errors.ts';
import { type FitFile, fitFileSchema } from './fitSchema.ts';

/** Reads and checks a fit.json. Throws InputError naming the first thing that does not fit. */
export async function readFitFile(path: string): Promise<FitFile> {
  const result = v.safeParse(fitFileSchema, parseJson(path, await textOf(path)));
  if (result.success) return result.output;
  throw new InputError(`summary: "${path}" is no fit file: ${describeIssue(result.issues[0])}`);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new InputError(`summary: cannot read "${path}" (${code})`);
    throw new InputError(
      `summary: no file "${path}"; give a fit.json, or the folder that "poolwise fit --out" wrote`,
    );
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`summary: "${path}" is no fit file: it is not JSON`);
  }
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue);
  if (name === null) return `expected ${issue.expected}, got ${issue.received}`;
  if (issue.type === 'non_empty') return `"${name}" is empty`;
  if (issue.received === 'undefined') return `it has no "${name}"`;
  return `"${name}" must be ${issue.expected}, got ${issue.received}`;
}
