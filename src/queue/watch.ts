import type { Engine } from './broker.ts';
import { beat } from './registry.ts';

/** Milliseconds between two looks at what is done: short at first, longer while nothing comes. */
const shortest = 20;
const longest = 400;
/** Milliseconds between two looks at each job that is not done. */
const closeLook = 2000;
/** Milliseconds without an answer after which people are told. */
const patience = 8000;

/** What is looked at. */
export interface Watched {
  /** How many jobs somebody waits for. */
  count(): number;
  /** Hands over what is done. */
  look(): Promise<void>;
  /** Looks at each job that is not. */
  lookClosely(): Promise<void>;
  /** Tells people what keeps jobs from being done. */
  tellNews(): Promise<void>;
  /** The server does not answer. */
  onSilence(): void;
  /** What went wrong other than that the server was away. */
  onError(error: unknown): void;
}

/** A watch that goes on until it is ended. */
export interface Watch {
  /** Ends it; comes back once it looks no more. */
  end(): Promise<void>;
}

/** Looks after jobs in a server, which may be away for a while. */
export function startWatch(watched: Watched, engine: Pick<Engine, 'isAway'>): Watch {
  let isOver = false;
  const closely = everySo(closeLook, watched.lookClosely);
  const news = everySo(1000 * beat, watched.tellNews);

  async function lookOnce(): Promise<void> {
    const late = setTimeout(watched.onSilence, patience);
    try {
      for (const look of [watched.look, closely, news]) await look();
    } catch (error) {
      if (!isOver && !engine.isAway(error)) watched.onError(error);
    } finally {
      clearTimeout(late);
    }
  }

  async function watch(): Promise<void> {
    let pause = shortest;
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const before = watched.count();
      await lookOnce();
      pause = watched.count() < before ? shortest : Math.min(longest, 1.5 * pause);
    }
  }

  const watching = watch();
  return {
    end() {
      isOver = true;
      return watching;
    },
  };
}

/** Acts when so many milliseconds have gone since it last did, and at once the first time. */
function everySo(milliseconds: number, act: () => Promise<void>): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await act();
    last = performance.now();
  };
}
