import type { Analysis } from '../analysis/client.ts';
import { Refused, WorkerLost } from '../analysis/client.ts';
import type { TableOutline } from '../analysis/operations/data.ts';
import { type Files, Gone } from './files.ts';
import type { Known } from './known.ts';
import { type DataChoice, type DataSource, emptyDraft, type Reading } from './session.ts';
import type { Store } from './store.ts';

/** What becomes of a table that is wanted. */
export type Opening =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reading'; readonly source: DataSource; readonly read: number; readonly total: number }
  /** `message` is the library's; null where `why` says it. */
  | {
      readonly kind: 'refused';
      readonly choice: DataChoice;
      readonly why: 'refused' | 'gone' | 'lost' | 'fault';
      readonly message: string;
      readonly details: unknown;
    };

/** The way of tables into the worker: what the session says is what the worker holds, or what is said of it. */
export interface Tables {
  opening(): Opening;
  subscribe(listener: () => void): () => void;
  /** Reads other bytes; the session takes them once they are a table. Resolves to whether they are. */
  openBytes(kind: 'file' | 'pasted', name: string, bytes: Blob): Promise<boolean>;
  openExample(name: string): Promise<boolean>;
  /** Reads the same bytes another way: those of the table, or those that were refused. */
  readAs(reading: Reading): Promise<boolean>;
  cancel(): void;
  /** Says that a file's bytes are not to be had, once nothing is read any more. */
  miss(name: string): Promise<void>;
  /** Forgets what was refused. */
  dismiss(): void;
  /** Reads the session's table again, after the worker has lost it. */
  again(): Promise<boolean>;
}

interface Needs {
  readonly store: Store;
  readonly known: Known;
  readonly analysis: Analysis;
  readonly files: Files;
}

/** Milliseconds that a reading has to notice that nobody wants it, before its worker is ended. */
const patience = 2000;

export function createTables({ store, known, analysis, files }: Needs): Tables {
  const listeners = new Set<() => void>();
  let opening: Opening = { kind: 'nothing' };
  let controller = new AbortController();
  let underWay: Promise<unknown> = Promise.resolve();
  /** Keys of what the worker holds, is reading, and could not read for the session. */
  let [held, reading, failed]: (string | null)[] = [null, null, null];

  function become(next: Opening): void {
    opening = next;
    for (const listener of listeners) listener();
  }

  /** The table's outline, null where it was refused or nobody wants it any more. */
  function read(choice: DataChoice): Promise<TableOutline | null> {
    const outline = readNow(choice);
    underWay = outline;
    return outline;
  }

  async function readNow(choice: DataChoice): Promise<TableOutline | null> {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const { source, reading: how } = choice;
    reading = keyOf(choice);
    become({ kind: 'reading', source, read: 0, total: source.kind === 'example' ? 0 : source.bytes });
    try {
      const bytes = await files.bytesOf(source);
      const onProgress = (progress: { readonly read: number; readonly total: number }): void => {
        if (!signal.aborted) become({ kind: 'reading', source, ...progress });
      };
      const outline = await analysis.call(
        'data',
        'open',
        { source, bytes, reading: how },
        { signal, onProgress },
      );
      if (signal.aborted) return null;
      held = keyOf(choice);
      failed = null;
      known.setOutline(outline);
      become({ kind: 'nothing' });
      return outline;
    } catch (error) {
      if (signal.aborted) return null;
      failed = keyOf(choice);
      become(refusedAs(choice, error));
      return null;
    } finally {
      if (!signal.aborted) reading = null;
    }
  }

  async function take(choice: DataChoice, fresh: boolean): Promise<boolean> {
    const before = known.outline();
    const outline = await read(choice);
    if (outline === null) return false;
    const isOther = fresh && before !== null && lacks(outline, before);
    store.change((session) => ({
      ...session,
      // a model of other columns, its family too, would be taken for one of these
      ...(isOther ? { draft: emptyDraft } : {}),
      data: fresh ? choice : { ...choice, factors: stillValid(choice.factors, outline) },
    }));
    return true;
  }

  const fresh = (source: DataSource): DataChoice => ({ source, reading: {}, factors: {}, settled: [] });

  /** Undo, a session that was kept or shared: the worker follows. */
  function follow(): void {
    const { data } = store.get();
    const wanted = data === null ? null : keyOf(data);
    if (wanted === held || wanted === reading || (wanted !== null && wanted === failed)) return;
    if (data !== null) void read(data);
    else {
      held = null;
      known.setOutline(null);
      void analysis.call('data', 'close', null).catch(() => {});
    }
  }
  store.subscribe(follow);

  return {
    opening: () => opening,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openBytes(kind, name, bytes) {
      return take(fresh({ kind, name, bytes: bytes.size, id: files.add(bytes) }), true);
    },
    openExample: (name) => take(fresh({ kind: 'example', name }), true),
    async readAs(how) {
      const choice = opening.kind === 'refused' ? opening.choice : store.get().data;
      return choice === null ? false : take({ ...choice, reading: how }, false);
    },
    cancel() {
      if (opening.kind !== 'reading') return;
      controller.abort();
      reading = null;
      const { data } = store.get();
      if (data !== null && keyOf(data) !== held) failed = keyOf(data);
      become({ kind: 'nothing' });
      endIfDeaf(analysis, () => opening.kind !== 'reading');
    },
    async miss(name) {
      await underWay;
      const choice = fresh({ kind: 'file', name, bytes: 0, id: '' });
      become({ kind: 'refused', choice, why: 'gone', message: '', details: null });
    },
    dismiss: () => become({ kind: 'nothing' }),
    async again() {
      const { data } = store.get();
      [held, failed] = [null, null];
      return data === null ? false : (await read(data)) !== null;
    },
  };
}

/** Formats that are read in one go cannot hear that nobody wants them. */
function endIfDeaf(analysis: Analysis, isIdle: () => boolean): void {
  let heard = false;
  const hear = (): void => {
    heard = true;
  };
  analysis.call('data', 'ping', null).then(hear, hear);
  setTimeout(() => {
    if (!heard && isIdle()) analysis.restart();
  }, patience);
}

function refusedAs(choice: DataChoice, error: unknown): Opening {
  const refused = { kind: 'refused' as const, choice, details: null };
  if (error instanceof Refused)
    return { ...refused, why: 'refused', message: error.message, details: error.details };
  if (error instanceof Gone) return { ...refused, why: 'gone', message: '' };
  const message = error instanceof Error ? error.message : String(error);
  return { ...refused, why: error instanceof WorkerLost ? 'lost' : 'fault', message };
}

/** Whether a table has not all columns of another. */
function lacks({ columns }: TableOutline, other: TableOutline): boolean {
  const names = new Set(columns.map(({ name }) => name));
  return other.columns.some(({ name }) => !names.has(name));
}

const keyOf = ({ source, reading }: DataChoice): string => JSON.stringify([source, reading]);

/** Choices of levels that the table still has: reading it another way may take levels away. */
function stillValid(factors: DataChoice['factors'], { columns }: TableOutline): DataChoice['factors'] {
  const found = new Map(columns.map((column) => [column.name, column]));
  const entries = Object.entries(factors).flatMap(
    ([name, levels]): [string, readonly string[] | 'sorted'][] => {
      const column = found.get(name);
      if (column === undefined) return [];
      if (levels === 'sorted') return [[name, levels]];
      const have = column.kind === 'factor' ? column.levels : column.codes;
      const kept = levels.filter((level) => have.includes(level));
      return kept.length === have.length ? [[name, kept]] : [];
    },
  );
  return Object.fromEntries(entries);
}
