/** So many may go on at the same time; the others wait, first come, first served. */
export interface Slots {
  /** Rejects with the signal's reason when aborted before there is room. */
  take(signal?: AbortSignal): Promise<void>;
  give(): void;
}

export function slots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free--;
        return;
      }
      let come = (): void => {};
      const turn = new Promise<void>((resolve) => {
        come = resolve;
        waiting.push(come);
      });
      await untilAborted(turn, signal, () => waiting.splice(waiting.indexOf(come), 1));
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}

/** What a promise comes to; rejects with the signal's reason when aborted before, and then leaves. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  leave: () => void,
): Promise<Value> {
  if (signal === undefined) return promise;
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      leave();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What promises come to, in order, so many begun ahead; leaving the loop begins no more. */
export async function* inTurn<Value>(
  starts: Iterable<() => Promise<Value>>,
  ahead: number,
): AsyncGenerator<Value, void, undefined> {
  const begun: Promise<Value>[] = [];
  const source = starts[Symbol.iterator]();
  try {
    for (let open = true; ; ) {
      while (open && begun.length < ahead) {
        const next = source.next();
        open = next.done !== true;
        if (next.done === true) break;
        const promise = next.value();
        promise.catch(() => undefined); // heard of when its turn comes
        begun.push(promise);
      }
      const first = begun.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    source.return?.();
  }
}
