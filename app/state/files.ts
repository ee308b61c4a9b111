import { examples } from './examples.ts';
import type { Kept } from './kept.ts';
import { newId } from './newId.ts';
import type { DataSource } from './session.ts';

/** The bytes of what the session was made of: in memory, and in the browser's store where there is one. */
export interface Files {
  /** Takes bytes in, and gives the id by which they are known. */
  add(bytes: Blob): string;
  /** Null where the library makes the table itself. Throws an Error in words where the bytes are gone. */
  bytesOf(source: DataSource): Promise<Blob | null>;
  /** As `bytesOf`, of those that were added to this page; undefined of others. */
  added(id: string): Blob | undefined;
  forget(): void;
}

export function createFiles(kept: Kept): Files {
  const added = new Map<string, Blob>();

  async function fileBytes(id: string): Promise<Blob> {
    const bytes = added.get(id) ?? (await kept.file(id).catch(() => null));
    if (bytes === null) throw new Gone();
    added.set(id, bytes);
    return bytes;
  }

  return {
    add(bytes) {
      const id = newId();
      added.set(id, bytes);
      return id;
    },
    bytesOf: (source) => (source.kind === 'example' ? exampleBytes(source.name) : fileBytes(source.id)),
    added: (id) => added.get(id),
    forget: () => added.clear(),
  };
}

/** The bytes are not there any more: the user has to choose the file again. */
export class Gone extends Error {}

async function exampleBytes(name: string): Promise<Blob | null> {
  const file = examples.find((example) => example.name === name)?.file ?? null;
  if (file === null) return null;
  const response = await fetch(new URL(file, document.baseURI));
  if (!response.ok) throw new Gone();
  return response.blob();
}
