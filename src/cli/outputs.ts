import { resolve } from 'node:path';
import type { Content } from '../data/content.ts';
import { checkFolder } from '../data/makeFolder.ts';
import { checkWritable } from '../data/writeFileAtomically.ts';
import { InputError } from '../engine/errors.ts';
import { type FolderKind, placementIn, refuseForeignJson, refuseInput } from '../report/stored/ownOutputs.ts';
import { writeResults } from '../report/stored/writeResults.ts';
import { interruption } from './interrupt.ts';

/** Where results go besides standard output: `--json` (- for standard output instead of the text) and `--out`. */
export interface Outputs {
  readonly json?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** What a command found. The files of the folder are made only where one is asked for. */
export interface Results {
  readonly kind: FolderKind;
  readonly text: string;
  readonly json: () => string;
  readonly files: () => Promise<ReadonlyMap<string, Content>>;
  /** Said on standard error where JSON takes the place of the text. */
  readonly doubt: string | null;
}

/**
 * Finds out before the work what could not be written after it, and what must not be.
 * @param inputs files and folders that are read
 */
export async function checkOutputs(
  { json, out, force = false }: Outputs,
  kind: FolderKind,
  inputs: readonly string[],
): Promise<void> {
  if (json !== undefined && json !== '-') {
    await checkWritable(json);
    await refuseInput('--json', json, inputs);
    if (!force) await refuseForeignJson(json);
  }
  if (out === undefined) return;
  if (json !== undefined && resolve(json) === resolve(out))
    throw new InputError(`output: --json "${json}" is the folder of --out; name a file`);
  await checkFolder(out);
  await refuseInput('--out', out, inputs);
  await placementIn(out, kind, force);
}

/** Prints first, so that a full disk takes nothing from the screen; then writes all files, or none of them. */
export async function deliver(outputs: Outputs, results: Results): Promise<void> {
  const { json, out, force = false } = outputs;
  process.stdout.write(json === '-' ? results.json() : results.text);
  if (json === '-' && results.doubt !== null) process.stderr.write(`${results.doubt}\n`);
  const file = json === undefined || json === '-' ? [] : [{ path: json, content: results.json() }];
  const folder = out === undefined ? null : { path: out, kind: results.kind, files: await results.files() };
  if (!force) for (const { path } of file) await refuseForeignJson(path);
  await writeResults(file, folder, { force, signal: interruption });
}
