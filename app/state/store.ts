import { emptySession, type Session } from './session.ts';

/** Changes that follow each other with the same key, such as letters typed into one field, are undone as one. */
export interface ChangeOptions {
  /** False for what nobody would want to undo, such as going to another step; true if left out. */
  readonly undoable?: boolean;
  readonly merge?: string;
}

/** The session, its past and its future. */
export interface Store {
  get(): Session;
  change(update: (session: Session) => Session, options?: ChangeOptions): void;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  /** Another session in its place, with no past: one that was stored, or shared. */
  replace(session: Session): void;
  subscribe(listener: () => void): () => void;
}

/** Steps back that are kept. */
const memory = 200;

export function createStore(initial: Session = emptySession): Store {
  const listeners = new Set<() => void>();
  let session = initial;
  let past: Session[] = [];
  let future: Session[] = [];
  let lastMerge: string | undefined;

  function become(next: Session): void {
    session = next;
    for (const listener of listeners) listener();
  }

  /** Goes to a session of the past or future, but stays at the step that is being looked at. */
  function travel(from: Session[], to: Session[]): void {
    const found = from.pop();
    if (found === undefined) return;
    to.push(session);
    lastMerge = undefined;
    const { step, extra = null, fits, chosenFit, underWay = null } = session;
    become({ ...found, step, extra, fits, chosenFit, underWay });
  }

  return {
    get: () => session,
    change(update, { undoable = true, merge } = {}) {
      const next = update(session);
      if (next === session) return;
      if (undoable) {
        if (merge === undefined || merge !== lastMerge) past = [...past.slice(1 - memory), session];
        lastMerge = merge;
        future = [];
      }
      become(next);
    },
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    replace(next) {
      past = [];
      future = [];
      lastMerge = undefined;
      become(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
