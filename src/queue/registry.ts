import * as v from 'valibot';
import type { Shelf } from './broker.ts';
import { count, text } from './schemas.ts';
import { keptSeconds } from './store.ts';

/** Seconds between two words of a worker or a producer, and after which one that is silent is taken for gone. */
export const beat = 2;
export const silence = 15;

const time = v.pipe(text, v.isoTimestamp());

const workerSchema = v.strictObject({
  ...{ host: text, process: count, poolwise: text, jobs: count, started: time, done: count },
  /** What it has in hand, a line each, and for which run. */
  doing: v.array(v.strictObject({ run: text, what: text, since: time })),
});
/** A worker as all see it. */
export type WorkerRecord = v.InferOutput<typeof workerSchema>;

const runSchema = v.strictObject({
  ...{ id: text, what: text, host: text, process: count, poolwise: text, started: time, heard: time },
  state: v.picklist(['running', 'done', 'left']),
  /** Jobs whose results are there, and all that there are; null before that is known. */
  ...{ finished: count, of: v.nullable(count) },
});
/** A run, what a producer wants done, as all see it. */
export type RunRecord = v.InferOutput<typeof runSchema>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const workerKey = (id: string): string => `worker-${id}`;
const runKey = (id: string): string => `run-${id}`;
const cancelledKey = (run: string): string => `cancelled-${run}`;

/** Who is there and what goes on, in the server. */
export interface Registry {
  /** A worker is there, until it has been silent. */
  tellWorker(id: string, record: WorkerRecord): Promise<void>;
  dropWorker(id: string): Promise<void>;
  workers(): Promise<readonly WorkerRecord[]>;
  tellRun(record: RunRecord): Promise<void>;
  runs(): Promise<readonly RunRecord[]>;
  dropRuns(): Promise<void>;
  cancel(run: string): Promise<void>;
  /** Takes a cancellation back; whether there was one. */
  revive(run: string): Promise<boolean>;
  /** Those of the runs that were cancelled. */
  cancelled(runs: readonly string[]): Promise<ReadonlySet<string>>;
}

export function registryOn(shelf: Shelf): Registry {
  const read = async <Row>(prefix: string, schema: v.GenericSchema<unknown, Row>): Promise<Row[]> => {
    const found = await shelf.list(prefix);
    return [...found.values()].flatMap((bytes) => {
      const row = v.safeParse(schema, parsed(bytes));
      return row.success ? [row.output] : []; // another version's, as may be
    });
  };
  const put = (key: string, value: unknown, seconds: number): Promise<void> =>
    shelf.put(key, encoder.encode(JSON.stringify(value)), seconds);
  return {
    tellWorker: (id, record) => put(workerKey(id), record, silence),
    dropWorker: (id) => shelf.drop([workerKey(id)]),
    workers: () => read('worker-', workerSchema),
    tellRun: (record) => put(runKey(record.id), record, keptSeconds),
    runs: () => read('run-', runSchema),
    async dropRuns() {
      for (const prefix of ['run-', 'cancelled-']) await shelf.sweep(prefix);
    },
    cancel: (run) => put(cancelledKey(run), true, keptSeconds),
    async revive(run) {
      const was = await shelf.present([cancelledKey(run)]);
      await shelf.drop([cancelledKey(run)]);
      return was.size > 0;
    },
    async cancelled(runs) {
      const found = await shelf.present(runs.map(cancelledKey));
      return new Set(runs.filter((run) => found.has(cancelledKey(run))));
    },
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}
