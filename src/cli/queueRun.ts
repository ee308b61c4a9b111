import { InputError } from '../engine/errors.ts';
import { openPlace } from '../queue/open.ts';
import {
  cancelRun,
  clearAll,
  type Overview,
  overviewOf,
  type RunShown,
  resumeRun,
} from '../queue/overview.ts';
import { textTable } from '../report/textTable.ts';
import { terminalWidth } from './terminal.ts';

/** As the command line has them. */
export interface QueueCommandFlags {
  readonly queue?: string;
  readonly shared?: string;
  readonly cancel?: string;
  readonly pause?: boolean;
  /** True without a run. */
  readonly resume?: string | true;
  readonly clear?: boolean;
  readonly json?: boolean;
}

/** Does what is asked of a queue, and shows it. Throws InputError for more than one thing at a time. */
export async function runQueue(flags: QueueCommandFlags): Promise<void> {
  const { queue, shared, json = false } = flags;
  checkOne(flags);
  const place = await openPlace({
    ...(queue === undefined ? {} : { url: queue }),
    ...(shared === undefined ? {} : { shared }),
  });
  try {
    const done = await act(place, flags);
    if (done !== null) process.stderr.write(`${done}\n`);
    const overview = await overviewOf(place);
    process.stdout.write(json ? `${JSON.stringify(overview, null, 1)}\n` : overviewText(overview));
  } finally {
    await place.broker.close();
  }
}

function checkOne({ cancel, pause, resume, clear }: QueueCommandFlags): void {
  const asked = [cancel, pause, resume, clear].filter((flag) => flag !== undefined);
  if (asked.length > 1)
    throw new InputError('queue: --cancel, --pause, --resume and --clear exclude each other; choose one');
}

async function act(
  place: Awaited<ReturnType<typeof openPlace>>,
  { cancel, pause, resume, clear }: QueueCommandFlags,
): Promise<string | null> {
  if (cancel !== undefined)
    return `queue: run ${cancel} is cancelled; ${await cancelRun(place, cancel)} jobs waited`;
  if (pause === true) {
    await place.broker.jobs.pause(true);
    return 'queue: paused; jobs in hand are done, and --resume goes on';
  }
  if (resume === true) {
    await place.broker.jobs.pause(false);
    return 'queue: workers take jobs again';
  }
  if (resume !== undefined)
    return `queue: run ${resume} may go on; ${await resumeRun(place, resume)} jobs are tried anew`;
  if (clear !== true) return null;
  await clearAll(place);
  return 'queue: nothing is kept any more';
}

function overviewText({ name, isPaused, runs, workers }: Overview): string {
  const hands = workers.reduce((sum, { jobs }) => sum + jobs, 0);
  const hosts = new Set(workers.map(({ host }) => host)).size;
  const there =
    workers.length === 0
      ? 'no worker'
      : `${workers.length} ${plural(workers.length, 'worker')} on ${hosts} ${plural(hosts, 'machine')}, ${hands} ${plural(hands, 'job')} at a time`;
  return [
    `${name}: ${there}${isPaused ? ', paused' : ''}`,
    ...(runs.length === 0 ? ['no runs'] : ['', ...runTable(runs)]),
    ...runs.flatMap(({ id, reason }) => (reason === '' ? [] : [`${id}: given up: ${reason}`])),
    ...(workers.length === 0 ? [] : ['', ...workerTable(workers)]),
    '',
  ].join('\n');
}

const plural = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);

function runTable(runs: readonly RunShown[]): string[] {
  const head = ['run', 'state', 'done', 'of', 'waiting', 'active', 'failed', 'what'];
  const rows = runs.map((run) => [
    ...[run.id, stateOf(run), String(run.finished), run.of === null ? '' : String(run.of)],
    ...[run.waiting, run.active, run.failed].map(String),
    run.what,
  ]);
  const left = head.map((title) => ['run', 'state', 'what'].includes(title));
  return textTable(head, rows, terminalWidth(), { left });
}

function stateOf({ state, isAlone, isCancelled }: RunShown): string {
  if (isCancelled) return 'cancelled';
  return isAlone ? 'no producer' : state;
}

function workerTable(workers: Overview['workers']): string[] {
  const head = ['worker', 'version', 'jobs', 'done', 'doing'];
  const rows = workers.map(({ host, process: id, poolwise, jobs, done, doing }) => [
    ...[`${host} ${id}`, poolwise, String(jobs), String(done)],
    doing.map(({ run, what }) => `${what} of ${run}`).join(', '),
  ]);
  return textTable(head, rows, terminalWidth(), { left: [true, true, false, false, true] });
}
