import type { Progress } from 'poolwise';
import { Aborted, type Analysis, Refused, WorkerLost } from '../../analysis/client.ts';
import type { FitNews } from '../../analysis/operations/fit.ts';
import { newId } from '../../state/newId.ts';
import {
  type DataChoice,
  type FitData,
  type FitEntry,
  type FitReport,
  isOfTable,
  lengthsOf,
  type ModelDraft,
  reported,
  type Sampling,
  type Session,
  type UnderWay,
} from '../../state/session.ts';
import type { Store } from '../../state/store.ts';
import { createSeries, type Series } from './series.ts';

/** What is to be run. */
export type Task =
  | {
      readonly kind: 'fit';
      readonly name: string;
      readonly draft: ModelDraft;
      readonly factors: DataChoice['factors'];
      readonly sampling: Sampling;
      /** A fit of the session whose chains these begin with. */
      readonly warmFrom: FitEntry | null;
      readonly workers?: number;
    }
  | { readonly kind: 'more'; readonly entry: FitEntry; readonly draws: number };

/** A fit under way. */
export interface Run {
  readonly id: string;
  readonly task: Task;
  readonly phase: 'settingUp' | 'sampling' | 'judging';
  /** What the user has asked of it since. */
  readonly asked: 'nothing' | 'stop' | 'cancel';
  readonly chains: readonly (Progress | null)[];
  readonly quantities: readonly string[];
  readonly series: Series;
  /** Draws a chain that it is to have. */
  readonly draws: number;
  /** When it was begun, last heard of, and asked to end, by `performance.now`. */
  readonly begunAt: number;
  readonly heardAt: number;
  readonly askedAt: number;
}

/** Why a run came to nothing. */
export interface Trouble {
  readonly kind: 'refused' | 'nothingDrawn' | 'lost' | 'thread' | 'cancelled' | 'left';
  readonly message: string;
  readonly task: Task;
}

/** The run under way, if there is one, whatever step is looked at, and why the last one came to nothing. */
export interface Runs {
  current(): Run | null;
  trouble(): Trouble | null;
  /** The fit that ended last while the page was open. */
  latest(): string | null;
  start(task: Task): void;
  stop(): void;
  cancel(): void;
  /** Ends the computing thread where it does not listen. */
  endNow(): void;
  dismiss(): void;
  /** Called at once when something is asked or ends, and at most every so many milliseconds for news. */
  subscribe(listener: () => void): () => void;
}

/** Milliseconds between two pictures of a run: several a second, and most frames free. */
const pace = 200;

const known = new WeakMap<Analysis, Runs>();

/** The runs of this page's worker. */
export function runsOf(analysis: Analysis, store: Store): Runs {
  const runs = known.get(analysis) ?? createRuns(analysis, store);
  known.set(analysis, runs);
  return runs;
}

function createRuns(analysis: Analysis, store: Store): Runs {
  const listeners = new Set<() => void>();
  let run: Run | null = null;
  let trouble: Trouble | null = null;
  let latest: string | null = null;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function tell(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const listener of listeners) listener();
  }

  function become(next: Run | null): void {
    run = next;
    tell();
  }

  function hear(news: FitNews): void {
    if (run === null) return;
    run = after(run, news);
    timer ??= setTimeout(tell, pace);
  }

  async function work(task: Task, id: string): Promise<void> {
    const { data } = store.get();
    const options = { signal: controller.signal, onProgress: hear };
    const report =
      task.kind === 'more'
        ? await analysis.call('fit', 'more', { id, draws: task.draws }, options)
        : await analysis.call('fit', 'run', { ...task, id, warmFrom: task.warmFrom?.id }, options);
    store.change((session) => withFit(session, entryOf(task, id, report, data)), { undoable: false });
    latest = id;
  }

  function note(underWay: UnderWay | null): void {
    store.change((session) => ({ ...session, underWay }), { undoable: false });
  }

  return {
    current: () => run,
    trouble: () => trouble ?? (run === null ? leftOf(store.get()) : null),
    latest: () => latest,
    start(task) {
      if (run !== null) return;
      const id = task.kind === 'more' ? task.entry.id : newId();
      controller = new AbortController();
      [trouble, latest] = [null, null];
      become(begun(id, task));
      note(underWayOf(task, store.get().data));
      work(task, id)
        .catch((error: Error) => {
          trouble = { ...describe(error), task };
        })
        .finally(() => {
          note(null);
          become(null);
        });
    },
    stop() {
      if (run === null || run.asked !== 'nothing') return;
      void analysis.call('fit', 'stop', { id: run.id }).catch(() => {});
      become({ ...run, asked: 'stop', askedAt: performance.now() });
    },
    cancel() {
      if (run === null || run.asked === 'cancel') return;
      controller.abort();
      become({ ...run, asked: 'cancel', askedAt: performance.now() });
    },
    endNow: () => analysis.restart(),
    dismiss() {
      trouble = null;
      note(null);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A task as the session has it; null where no table says what it is of. */
function underWayOf(task: Task, open: DataChoice | null): UnderWay | null {
  const { data } = dataOf(open);
  if (data === undefined) return null;
  if (task.kind === 'more') return { kind: 'more', data, fit: task.entry.id, draws: task.draws };
  const { name, draft, factors, sampling, warmFrom } = task;
  return { ...{ kind: 'fit', data, name, draft, factors, sampling }, warmFrom: warmFrom?.id ?? null };
}

/** What was being drawn when the page was left, to be drawn again; null where nothing was, or it is of another table or fit. */
function leftOf({ underWay = null, fits, data }: Session): Trouble | null {
  if (underWay === null || !isOfTable(underWay, data)) return null;
  const found = (id: string | null): FitEntry | null => fits.find((one) => one.id === id) ?? null;
  if (underWay.kind === 'fit') {
    const { data: _, warmFrom, ...fit } = underWay;
    return { kind: 'left', message: '', task: { ...fit, warmFrom: found(warmFrom) } };
  }
  const entry = found(underWay.fit);
  if (entry === null) return null;
  return { kind: 'left', message: '', task: { kind: 'more', entry, draws: underWay.draws } };
}

function begun(id: string, task: Task): Run {
  const now = performance.now();
  const [chains, draws] =
    task.kind === 'fit'
      ? [task.sampling.chains, task.sampling.draws]
      : [task.entry.sampling.chains, task.entry.sampling.draws + task.draws];
  return {
    ...{
      id,
      task,
      draws,
      phase: 'settingUp',
      asked: 'nothing',
      quantities: [],
      series: createSeries(0, chains),
    },
    ...{ chains: new Array<Progress | null>(chains).fill(null), begunAt: now, heardAt: now, askedAt: now },
  };
}

/** A run after what was told of it. */
function after(run: Run, news: FitNews): Run {
  const heardAt = performance.now();
  switch (news.kind) {
    case 'begun': {
      const series = createSeries(news.quantities.length, run.chains.length);
      return { ...run, heardAt, quantities: news.quantities, series };
    }
    case 'progress': {
      const chains = run.chains.with(news.progress.chain, news.progress);
      return { ...run, heardAt, phase: 'sampling', chains };
    }
    case 'draws':
      run.series.add(news.draws);
      return { ...run, heardAt };
    case 'judging':
      return { ...run, heardAt, phase: 'judging' };
  }
}

function describe(error: Error): Pick<Trouble, 'kind' | 'message'> {
  const { message } = error;
  if (error instanceof Aborted) return { kind: 'cancelled', message };
  if (error instanceof WorkerLost) return { kind: 'lost', message };
  if (!(error instanceof Refused)) return { kind: 'thread', message };
  const { details } = error;
  const isEmpty =
    typeof details === 'object' && details !== null && 'kind' in details && details.kind === 'nothingDrawn';
  return { kind: isEmpty ? 'nothingDrawn' : 'refused', message };
}

function entryOf(task: Task, id: string, report: FitReport, data: DataChoice | null): FitEntry {
  const said = reported(report);
  if (task.kind === 'more') {
    const { entry } = task;
    return { ...entry, ...said, sampling: lengthsOf(entry.sampling, report) };
  }
  const { name, draft, factors, sampling, warmFrom } = task;
  const from = warmFrom === null ? {} : { warmFrom: warmFrom.name };
  return { id, name, draft, factors, ...dataOf(data), sampling, ...from, ...said };
}

function dataOf(data: DataChoice | null): { readonly data?: FitData } {
  return data === null ? {} : { data: { source: data.source, reading: data.reading } };
}

/** A session with the fit in the place of the one before, or behind all others, and looked at. */
function withFit<S extends { readonly fits: readonly FitEntry[]; readonly chosenFit: string | null }>(
  session: S,
  entry: FitEntry,
): S {
  const isKnown = session.fits.some(({ id }) => id === entry.id);
  const fits = isKnown
    ? session.fits.map((one) => (one.id === entry.id ? { ...entry, name: one.name } : one))
    : [...session.fits, entry];
  return { ...session, fits, chosenFit: entry.id };
}
