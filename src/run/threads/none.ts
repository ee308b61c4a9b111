import type { Threads } from './threads.ts';

/** A platform whose threads, if it has any, are not known here: everything runs on the caller's. */
export const threads: Threads = {
  parallelism: () => 0,
  startEarly: () => {},
  start: () => {
    throw new RangeError('threads: this platform has none');
  },
};
