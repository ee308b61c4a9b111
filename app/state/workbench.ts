import { createContext } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import type { Analysis } from '../analysis/client.ts';
import type { TableOutline } from '../analysis/operations/data.ts';
import type { Keeping, KeepingState } from './keeping.ts';
import type { Known } from './known.ts';
import type { Session, StepName } from './session.ts';
import type { Store } from './store.ts';
import type { Opening, Tables } from './tables.ts';

/** What every part of the page may use. */
export interface Workbench {
  readonly store: Store;
  readonly analysis: Analysis;
  /** What the worker has read; derived from the session, so neither stored nor undone. */
  readonly known: Known;
  /** The way of tables into the worker. */
  readonly tables: Tables;
  /** What outlives the page. */
  readonly keeping: Keeping;
  /** Says something to those who hear the page rather than see it; `true` interrupts. */
  announce(text: string, urgent?: boolean): void;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === null) throw new Error('no workbench around this part');
  return workbench;
}

/** Renders again whenever what is subscribed to changes. */
function useChanges(subscribe: (listener: () => void) => () => void): void {
  const [, again] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => subscribe(() => again(null)), [subscribe]);
}

export function useSession(): Session {
  const { store } = useWorkbench();
  useChanges(store.subscribe);
  return store.get();
}

export function useOutline(): TableOutline | null {
  const { known } = useWorkbench();
  useChanges(known.subscribe);
  return known.outline();
}

/** How often the worker was replaced by one that holds the same. */
export function useRenewals(): number {
  const { known } = useWorkbench();
  useChanges(known.subscribe);
  return known.renewals();
}

/** What becomes of the table that is wanted. */
export function useOpening(): Opening {
  const { tables } = useWorkbench();
  useChanges(tables.subscribe);
  return tables.opening();
}

/** Whether what is done here outlives the page. */
export function useKeeping(): KeepingState {
  const { keeping } = useWorkbench();
  useChanges(keeping.subscribe);
  return keeping.state();
}

/** Goes to a step, whose heading then has the focus. */
export function goTo(store: Store, step: StepName): void {
  store.change((session) => ({ ...session, step, extra: null }), { undoable: false });
}
