import { resolve } from 'node:path';
import type { Model } from '../../models/glmm.ts';
import { checkFolder } from '../data/makeFolder.ts';
import { checkWritable, writeFileAtomically } from '../data/writeFileAtomically.ts';
import { InputError } from '../engine/errors.ts';
import { type FitFile, formatFitFile } from '../report/fitFile.ts';
import type { Fit } from '../run/sample.ts';

/** Where a fit goes besides its summary: `--json` (- for standard output) and `--out`. */
export interface Outputs {
  readonly json?: string;
  readonly out?: string;
}

/** Finds out before sampling what could not be written after it. */
export async function checkOutputs({ json, out }: Outputs): Promise<void> {
  if (json !== undefined && json !== '-') await checkWritable(json);
  if (out !== undefined) await checkFolder(out);
  if (json !== undefined && out !== undefined && resolve(json) === resolve(out))
    throw new InputError(`output: --json "${json}" is the folder of --out; name a file`);
}

export async function writeOutputs({ json, out }: Outputs, file: FitFile, fit: Fit<Model>): Promise<void> {
  if (json === '-') process.stdout.write(formatFitFile(file));
  else if (json !== undefined) await writeFileAtomically(json, formatFitFile(file));
  if (out === undefined) return;
  const { writeFitFolder } = await import('../report/fitFolder.ts'); // loads Parquet, which takes a while
  await writeFitFolder(out, file, fit);
}
