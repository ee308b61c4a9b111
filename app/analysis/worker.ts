import { InputError, saidBy } from 'poolwise';
import { onPage } from '../texts/advice.ts';
import { held } from './held.ts';
import { operations } from './operations/index.ts';
import { type FromWorker, operationOf, type ToWorker } from './protocol.ts';

/**
 * The thread in which everything is computed, so that the page never waits; it holds the tables, models and fits, and starts
 * threads of its own for the chains.
 */
const tell = (message: FromWorker): void => postMessage(message);

const running = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'call') begin(data);
  else running.get(data.id)?.abort();
});

type Call = Extract<ToWorker, { kind: 'call' }>;

/** Done when the fits are here that a reload brings back: whatever is asked after them may be about them. */
let arriving: Promise<void> = Promise.resolve();

function begin(call: Call): void {
  const answered = answer(call, arriving);
  if (call.room === 'kept' && call.name === 'bringFits') arriving = answered;
}

async function answer({ id, room, name, input }: Call, before: Promise<void>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    await before;
    const operation = operationOf(await operations[room](), name);
    const output = await operation(input, {
      signal: controller.signal,
      progress: (progress) => tell({ kind: 'progress', id, progress }),
    });
    tell({ kind: 'done', id, output });
    void loadOthers();
  } catch (error) {
    if (controller.signal.aborted) tell({ kind: 'aborted', id });
    else if (error instanceof InputError)
      tell({ kind: 'refused', id, message: saidBy(onPage, error.worded), details: error.details });
    else tell({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

/** What a fit needs, and all else: only who has a fit asks it questions. */
const fitting: readonly (() => Promise<unknown>)[] = [operations.model, operations.fit];
const others = Object.values(operations).filter((load) => !fitting.includes(load));
const loaded = new Set<unknown>();

/** Loads, once there is a table or a fit, what the next steps will ask for, so that they need not wait for it then. */
async function loadOthers(): Promise<void> {
  for (const load of held.fits.size === 0 ? fitting : [...fitting, ...others]) {
    if (loaded.has(load)) continue;
    loaded.add(load);
    await load().catch(() => {}); // who needs it will be told
  }
}
