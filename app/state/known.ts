import type { TableOutline } from '../analysis/operations/data.ts';

/** What is known of the worker: its table's outline, and whether it is the one that was asked before; listened to like the store. */
export interface Known {
  outline(): TableOutline | null;
  setOutline(outline: TableOutline | null): void;
  /** How often a new worker was given all that the one before had held: what was asked since that died is to be asked anew. */
  renewals(): number;
  renew(): void;
  subscribe(listener: () => void): () => void;
}

export function createKnown(): Known {
  const listeners = new Set<() => void>();
  let current: TableOutline | null = null;
  let renewals = 0;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    outline: () => current,
    setOutline(outline) {
      current = outline;
      tell();
    },
    renewals: () => renewals,
    renew() {
      renewals++;
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
