import type { Envelope } from './envelope.ts';
import type { AskOf } from './kinds/index.ts';
import type { KindName } from './kinds/names.ts';
import type { Packed } from './store.ts';

/** A job to be done: what it is given, packed, and what it asks. */
export interface Wanted<Name extends KindName> {
  readonly given: Packed;
  readonly extra: Packed | null;
  readonly ask: AskOf<Name>;
}

/** The same with all that a server needs to know of it. */
export interface Posted {
  readonly id: string;
  readonly kind: KindName;
  readonly wanted: Wanted<KindName>;
  readonly envelope: Envelope;
}

/** Who waits for a job. */
export interface Listener {
  tell(progress: unknown): void;
  resolve(found: unknown): void;
  reject(reason: unknown): void;
}

/** Jobs that somebody waits for; several may wait for the same. */
export interface Waiting {
  /** How many jobs those are. */
  readonly size: number;
  jobs(): readonly Posted[];
  /** Whether nobody waited for it before. */
  join(job: Posted, listener: Listener): boolean;
  leave(id: string, listener: Listener): void;
  tell(id: string, progress: unknown): void;
  resolve(id: string, found: unknown): void;
  reject(id: string, reason: unknown): void;
  rejectAll(reason: unknown): void;
}

export function nobodyWaiting(): Waiting {
  const all = new Map<string, { readonly job: Posted; readonly listeners: Set<Listener> }>();
  /** They hear of it and wait no longer. */
  const dismiss = (id: string): readonly Listener[] => {
    const found = all.get(id);
    all.delete(id);
    return [...(found?.listeners ?? [])];
  };
  const reject = (id: string, reason: unknown): void => {
    for (const listener of dismiss(id)) listener.reject(reason);
  };
  return {
    get size() {
      return all.size;
    },
    jobs: () => [...all.values()].map(({ job }) => job),
    join(job, listener) {
      const there = all.get(job.id);
      if (there === undefined) all.set(job.id, { job, listeners: new Set([listener]) });
      else there.listeners.add(listener);
      return there === undefined;
    },
    leave(id, listener) {
      const there = all.get(id);
      there?.listeners.delete(listener);
      if (there?.listeners.size === 0) all.delete(id);
    },
    tell(id, progress) {
      for (const listener of all.get(id)?.listeners ?? []) listener.tell(progress);
    },
    resolve(id, found) {
      for (const listener of dismiss(id)) listener.resolve(found);
    },
    reject,
    rejectAll(reason) {
      for (const id of [...all.keys()]) reject(id, reason);
    },
  };
}
