import { type Analysis, WorkerLost } from '../analysis/client.ts';
import type { Files } from './files.ts';
import type { Kept } from './kept.ts';
import type { Known } from './known.ts';
import { createSaving } from './saving.ts';
import { emptySession, type FitReport, lengthsOf, reported, type Session } from './session.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Whether what is done here outlives the page. */
export type KeepingState =
  /** What was kept is being looked for. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'kept'; readonly saved: boolean }
  /** Not kept: this browser keeps nothing, another tab keeps its session, or there is no room. */
  | { readonly kind: 'off'; readonly why: 'none' | 'elsewhere' | 'full' };

/** What of an earlier session could not be brought back, to be said once. */
export type Loss = 'session' | 'fits';

export interface Keeping {
  state(): KeepingState;
  losses(): readonly Loss[];
  subscribe(listener: () => void): () => void;
  /** Brings the last session back, and keeps this one from then on. */
  start(): Promise<void>;
  /** Forgets everything, here and in the browser. */
  forget(): Promise<void>;
}

interface Needs {
  readonly store: Store;
  readonly known: Known;
  readonly analysis: Analysis;
  readonly tables: Tables;
  readonly files: Files;
  readonly kept: Kept;
}

/** Milliseconds to wait for the page before a reload to let go. */
const patience = 1500;

export function createKeeping({ store, known, analysis, tables, files, kept }: Needs): Keeping {
  const listeners = new Set<() => void>();
  let state: KeepingState = { kind: 'starting' };
  let losses: readonly Loss[] = [];
  /** Digests of the draws that are kept, by their fits. */
  const keptFits = new Map<string, string | undefined>();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  function become(next: KeepingState): void {
    state = next;
    tell();
  }
  function lose(loss: Loss): void {
    if (!losses.includes(loss)) losses = [...losses, loss];
    tell();
  }

  const saving = createSaving({
    latest: store.get,
    async write(session: Session) {
      await keepFile(session);
      await kept.keepSession(session);
      await keepFits(session);
    },
    hear(saved) {
      if (state.kind === 'kept') become({ kind: 'kept', saved });
    },
    /** What cannot be written ends the keeping, in words. */
    fail(error) {
      if (error instanceof WorkerLost) later();
      else become({ kind: 'off', why: isFull(error) ? 'full' : 'none' });
    },
  });

  async function keepFile({ data }: Session): Promise<void> {
    if (data === null || data.source.kind === 'example') return;
    const { id } = data.source;
    const bytes = files.added(id);
    if (bytes !== undefined && !(await kept.hasFile(id))) await kept.keepFile(id, bytes);
  }

  async function keepFits({ fits }: Session): Promise<void> {
    for (const { id, report } of fits) {
      if (keptFits.has(id) && keptFits.get(id) === report?.digest) continue;
      const isKept = await analysis.call('kept', 'keepFit', id);
      if (isKept) keptFits.set(id, report?.digest);
    }
    const wanted = new Set(fits.map(({ id }) => id));
    for (const id of keptFits.keys()) {
      if (wanted.has(id)) continue;
      await kept.dropFit(id);
      keptFits.delete(id);
    }
  }

  function later(): void {
    if (state.kind === 'kept') saving.later();
  }

  function now(): void {
    if (state.kind === 'kept') saving.now();
  }

  async function restore(): Promise<void> {
    const stored = await kept.session();
    if (stored === undefined) return;
    const { readSession } = await import('./sessionSchema.ts');
    const session = readSession(stored);
    if (session === null) return lose('session');
    const ids = await kept.fitIds();
    store.replace(atLoss(session));
    await bringFits(session);
    const brought = new Map(store.get().fits.map(({ id, report }) => [id, report?.digest]));
    for (const id of ids) keptFits.set(id, brought.get(id));
  }

  /** Fits that the worker has not got, with their reports; those that are nowhere leave the session. */
  async function bringFits({ fits }: Session): Promise<void> {
    if (fits.length === 0) return;
    const ids = fits.map(({ id, report }) => ({ id, digest: report?.digest }));
    const brought = await analysis.call('kept', 'bringFits', ids).catch(() => null);
    const lost = brought === null ? ids.map(({ id }) => id) : brought.lost;
    if (lost.length > 0) lose('fits');
    if (lost.length > 0 || (brought?.others.length ?? 0) > 0)
      store.change((session) => withoutFits(withReports(session, brought?.others ?? []), lost), {
        undoable: false,
      });
  }

  analysis.onLost(() => {
    void Promise.all([tables.again(), bringFits(store.get())]).then(() => known.renew());
  });

  return {
    state: () => state,
    losses: () => losses,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      try {
        if (!(await isOnlyTab())) return become({ kind: 'off', why: 'elsewhere' });
        await restore();
        become({ kind: 'kept', saved: true });
      } catch {
        return become({ kind: 'off', why: 'none' });
      }
      store.subscribe(later);
      document.addEventListener('visibilitychange', now);
      addEventListener('pagehide', now);
    },
    async forget() {
      tables.cancel();
      store.replace(emptySession);
      known.setOutline(null);
      files.forget();
      keptFits.clear();
      losses = [];
      await analysis.call('data', 'forget', null).catch(() => {});
      await saving.giveUp();
      await kept.forget().catch(() => {});
      const isRoom = state.kind === 'kept' || (state.kind === 'off' && state.why === 'full');
      if (isRoom) become({ kind: 'kept', saved: true });
      tell();
    },
  };
}

/** What was being drawn when the page was left is said where fits are made. */
function atLoss(session: Session): Session {
  return (session.underWay ?? null) === null ? session : { ...session, step: 'fit', extra: null };
}

function withoutFits(session: Session, lost: readonly string[]): Session {
  return {
    ...session,
    fits: session.fits.filter(({ id }) => !lost.includes(id)),
    chosenFit: lost.includes(session.chosenFit ?? '') ? null : session.chosenFit,
  };
}

function withReports(
  session: Session,
  reports: readonly (readonly [id: string, report: FitReport])[],
): Session {
  const found = new Map(reports);
  const fits = session.fits.map((entry) => {
    const report = found.get(entry.id);
    if (report === undefined) return entry;
    return { ...entry, ...reported(report), sampling: lengthsOf(entry.sampling, report) };
  });
  return { ...session, fits };
}

/** The browser's name for it. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'QuotaExceededError' || /quota/i.test(error.message));

/** Two tabs would write over each other; the first keeps its session. Where tabs cannot tell, this one is taken for the only one. */
async function isOnlyTab(): Promise<boolean> {
  if (!('locks' in navigator)) return true;
  return new Promise((resolve) => {
    const gone = new AbortController();
    const timer = setTimeout(() => gone.abort(), patience);
    navigator.locks
      .request('poolwise session', { signal: gone.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise(() => {}); // held as long as the page is open
      })
      .catch(() => resolve(false));
  });
}
