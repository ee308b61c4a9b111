import * as v from 'valibot';
import { InputError } from '../../engine/errors.ts';
import { type FitFile, fitFileSchema } from '../fitSchema.ts';
import { writtenElsewhere } from '../version.ts';

/** Checks the text of a fit.json. Throws InputError naming the first thing that does not fit, beginning with `where`. */
export function parseFitFile(where: string, path: string, text: string): FitFile {
  const json = parseJson(where, path, text);
  const result = v.safeParse(fitFileSchema, json);
  if (result.success) return result.output;
  throw new InputError(
    `${where}: "${path}" is no fit file: ${describeIssue(result.issues[0])}${writtenElsewhere(json)}`,
  );
}

function parseJson(where: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${where}: "${path}" is no fit file: it is not JSON`);
  }
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue);
  if (name === null) return `expected ${issue.expected}, got ${issue.received}`;
  if (issue.type === 'non_empty') return `"${name}" is empty`;
  if (issue.received === 'undefined') return `it has no "${name}"`;
  return `"${name}" must be ${issue.expected}, got ${issue.received}`;
}
