/** How long the page's own thread is ever busy at a stretch, by Chromium's trace. */
import type { Browser, Page } from 'playwright-core';

/** The longest task of a page's main thread, in milliseconds. */
export interface LongestTask {
  /** Of a processor: what the page itself takes, whatever else runs on the machine. */
  readonly processor: number;
  /** By the clock. */
  readonly clock: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock and of the thread. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Runs something while the browser is traced, and finds the longest task among its pages' main threads. */
export async function tracedTask<Result>(
  browser: Browser,
  page: Page,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly longest: LongestTask }> {
  await browser.startTracing(page, { categories: ['toplevel'] }); // names of threads come with any
  const [settled] = await Promise.allSettled([work()]);
  const trace = await browser.stopTracing(); // though the work failed: a browser has one trace at a time
  if (settled.status === 'rejected') throw settled.reason;
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  return { result: settled.value, longest: longestTask(traceEvents) };
}

function longestTask(events: readonly TraceEvent[]): LongestTask {
  const place = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map((event) => place(event)),
  );
  const tasks = events.filter((event) => event.ph === 'X' && mains.has(place(event)));
  if (tasks.length === 0) throw new Error("the trace has no task of the page's main thread");
  const most = (of: (event: TraceEvent) => number): number =>
    tasks.reduce((longest, event) => Math.max(longest, of(event)), 0) / 1000;
  return { processor: most(({ tdur = 0 }) => tdur), clock: most(({ dur = 0 }) => dur) };
}
