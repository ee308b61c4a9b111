import type { Asked, Message } from '../answer.ts';

/** What a thread tells its starter. */
export interface Listener {
  message(message: Message): void;
  /** It could not start, or died; nothing comes after that. */
  lost(error: Error): void;
}

export interface Thread {
  post(asked: Asked): void;
  /** Ends it whatever it is doing. */
  end(): Promise<void>;
}

/**
 * The threads of a platform. `#threads` in package.json names the module that has them: `node.ts` under Node, `page.ts`
 * in a bundle for a page or a web worker, `none.ts` elsewhere.
 */
export interface Threads {
  /** Threads that run at the same time; 0 where there are none. */
  parallelism(): number;
  /**
   * Starts threads before it is known what they are to do, as many as run at the same time at most: those of the next run are taken
   * from them. They keep no program alive, and one that is lost is missed by nobody. Nothing where threads are not started early.
   */
  startEarly(count: number): void;
  /** Starts a thread that answers requests (see `answer`); it loads its code while the caller goes on. */
  start(listener: Listener): Thread;
}
