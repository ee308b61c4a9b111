import { createHash } from 'node:crypto';
import { packedBytes, unpacked } from '../data/packed.ts';
import type { Shelf } from './broker.ts';

/** Seconds that inputs and results are kept after they were last put there. */
export const keptSeconds = 7 * 86_400;

/** Large inputs under the hash of their content, and results under the ids of their jobs, in a server or a shared folder. */
export interface Store {
  /** Puts an input there, unless it is; its hash. */
  putInput(input: Packed): Promise<void>;
  /** Null where there is none of this hash. Rejects where the bytes are not what the hash says. */
  input(hash: string): Promise<Uint8Array | null>;
  putResult(id: string, bytes: Uint8Array): Promise<void>;
  /** Null where there is none, or it is damaged. */
  result(id: string): Promise<unknown>;
  /** Those of the ids that have results. */
  done(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Drops all inputs and results. */
  clear(): Promise<void>;
}

/** Plain data as bytes, with the hash of them. */
export interface Packed {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export function packed(value: unknown): Packed {
  const bytes = packedBytes(value);
  return { hash: hashOf(bytes), bytes };
}

/** SHA-256, in hex digits. */
export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

const inputKey = (hash: string): string => `input-${hash}`;
const resultKey = (id: string): string => `result-${id}`;

export function storeOn(shelf: Shelf): Store {
  return {
    async putInput({ hash, bytes }) {
      const key = inputKey(hash);
      if ((await shelf.present([key])).size === 0) await shelf.put(key, bytes, keptSeconds);
    },
    async input(hash) {
      const bytes = await shelf.get(inputKey(hash));
      if (bytes === null || hashOf(bytes) === hash) return bytes;
      await shelf.drop([inputKey(hash)]);
      throw new Error('an input in the store is damaged');
    },
    putResult: (id, bytes) => shelf.put(resultKey(id), bytes, keptSeconds),
    async result(id) {
      const bytes = await shelf.get(resultKey(id));
      try {
        return bytes === null ? null : unpacked(bytes);
      } catch {
        return null;
      }
    },
    async done(ids) {
      const found = await shelf.present(ids.map(resultKey));
      return new Set(ids.filter((id) => found.has(resultKey(id))));
    },
    async clear() {
      for (const prefix of ['input-', 'result-']) await shelf.sweep(prefix);
    },
  };
}
