import type { Fingerprint } from '../../../models/fingerprint.ts';
import type { Marks } from '../../data/parquetBytes.ts';
import { InputError } from '../../engine/errors.ts';
import { fingerprintOfMarks } from './modelFiles.ts';
import { checkSameFit } from './sameFit.ts';
import type { StoredFiles } from './storedFiles.ts';

/** Whose files are read, and what they have to agree with. */
export interface ReadingFit {
  readonly files: StoredFiles;
  /** In front of messages. */
  readonly where: string;
  /** The JSON file, and the mark that it carries. */
  readonly first: 'fit.json' | 'laplace.json';
  readonly fingerprint: Fingerprint | undefined;
}

/**
 * What `read` makes of a file that carries a fit's mark; null where there is no such file. Throws InputError where it is
 * damaged, or of another fit.
 */
export async function readMarked<Content extends { readonly marks: Marks }>(
  { files, where, first, fingerprint }: ReadingFit,
  name: string,
  read: (bytes: Uint8Array) => Promise<Content>,
): Promise<Content | null> {
  const bytes = await files.bytes(name);
  if (bytes === null) return null;
  const content = await read(bytes).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${where}: ${name} in "${files.place}" is damaged (${reason}); copy it again, or write the fit again`,
    );
  });
  const second = { name, mark: fingerprintOfMarks(content.marks) };
  checkSameFit(where, files.place, { name: first, mark: fingerprint }, second);
  return content;
}
