import { InputError } from '../../engine/errors.ts';
import { describeValue } from '../../engine/options.ts';

/** The files of a stored fit, wherever they are. */
export interface StoredFiles {
  /** What the fit is called, and what messages call the place. */
  readonly label: string;
  readonly place: string;
  /** A file's content; null where there is none. */
  readonly bytes: (name: string) => Promise<Uint8Array | null>;
}

/** Files by name, as a page has them. */
export type FileMap =
  | ReadonlyMap<string, Uint8Array | ArrayBuffer>
  | Readonly<Record<string, Uint8Array | ArrayBuffer>>;

/** Throws InputError for what is no map of files. */
export function filesOfMap(where: string, files: FileMap): StoredFiles {
  if (typeof files !== 'object' || files === null)
    throw new InputError(
      `${where}: expected the files of a fit, their bytes by name, got ${describeValue(files)}; folders are read by loadFit of poolwise/node`,
    );
  const byName = new Map(files instanceof Map ? files : Object.entries(files));
  for (const [name, bytes] of byName)
    if (!(bytes instanceof Uint8Array || bytes instanceof ArrayBuffer))
      throw new InputError(`${where}: "${name}" must be the bytes of a file, got ${describeValue(bytes)}`);
  return {
    label: 'fit',
    place: 'these files',
    bytes: async (name) => {
      const bytes = byName.get(name);
      if (bytes === undefined) return null;
      return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    },
  };
}
