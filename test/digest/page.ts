/**
 * Runs the compiled package in a page or under another Node, with as many workers as the address or the first argument
 * says, and tells what came out: the digests, the threads that ran, and whether they could share memory.
 */
import * as poolwise from 'poolwise';
import { digestOfDraws, type Library } from './digest.ts';

export interface Outcome {
  readonly lines: readonly string[];
  readonly threads: readonly number[];
  readonly shared: boolean;
}

const { location, process } = globalThis as {
  location?: { search: string };
  process?: { argv: readonly string[] };
};
const workers = Number(location === undefined ? process?.argv[2] : location.search.slice(1));

const threads: number[] = [];
const watched: Library = {
  ...poolwise,
  sample: (async (target: poolwise.Model, options: poolwise.SampleOptions) => {
    const fit = await poolwise.sample(target, options);
    threads.push(fit.sampler.threads);
    return fit;
  }) as Library['sample'],
};

const lines = await digestOfDraws(watched, workers).catch((error: unknown) => [
  `failed: ${error instanceof Error ? error.stack : error}`,
]);
const outcome: Outcome = { lines, threads, shared: typeof SharedArrayBuffer !== 'undefined' };
if (location === undefined) console.log(JSON.stringify(outcome));
else await fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) });
