import type { Asked, Message } from '../answer.ts';
import type { Threads } from './threads.ts';

/** The part of Web Workers that is used here (the types come with no library we compile against). */
interface WebWorker {
  onmessage: ((event: { readonly data: Message }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
  postMessage(asked: Asked): void;
  terminate(): void;
}
declare const Worker: (new (url: URL, options: { type: 'module' }) => WebWorker) | undefined;
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;

/** Web Workers of a page, or of a worker. Bundlers find the program of a thread by the `new URL` below. */
export const threads: Threads = {
  parallelism: () =>
    typeof Worker === 'undefined'
      ? 0
      : ((typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency) ?? 1),
  startEarly: () => {},
  start(listener) {
    if (typeof Worker === 'undefined') throw new RangeError('threads: this platform has none');
    const worker = new Worker(new URL('./pageWorker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => listener.message(data);
    worker.onmessageerror = () => listener.lost(new Error('a message of a web worker could not be read'));
    worker.onerror = (event) => {
      event.preventDefault();
      const why = event.message ?? 'its program could not be loaded';
      listener.lost(new Error(`a web worker failed: ${why}; pass { workers: 0 } to do without`));
    };
    return { post: (asked) => worker.postMessage(asked), end: async () => worker.terminate() };
  },
};
