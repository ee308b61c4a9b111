import type { Fingerprint } from '../../../models/fingerprint.ts';
import { InputError } from '../../engine/errors.ts';

/** A file of a fit by its name, and the mark that it carries. */
export interface MarkedFile {
  readonly name: string;
  readonly mark: Fingerprint | undefined;
}

/** Throws InputError where two files of a folder are not of one fit: what was copied together from two fits is neither. */
export function checkSameFit(where: string, folder: string, first: MarkedFile, other: MarkedFile): void {
  const [expected, found] = [first.mark, other.mark];
  if (expected?.run === found?.run && expected?.model === found?.model) return;
  const what = expected?.model === found?.model ? 'another run' : 'another fit';
  throw new InputError(
    `${where}: "${folder}" is a mixture: ${other.name} is of ${what} than ${first.name}; write the fit again with --out`,
    { folder, expected, found },
  );
}
