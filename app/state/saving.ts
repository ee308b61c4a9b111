/** Writes the latest state, one write after the other, a while after its last change. */
export interface Saving {
  /** The state changed: it is written after a pause, in which more may change. */
  later(): void;
  /** What waits for its pause to end is written at once. */
  now(): void;
  /** Whatever waits is given up; resolves once what was begun has ended. */
  giveUp(): Promise<void>;
}

interface Needs<State> {
  /** The state as it is; another object after every change. */
  latest(): State;
  write(state: State): Promise<void>;
  /** Told when what is written becomes, or is no longer, the latest. */
  hear(isSaved: boolean): void;
  /** Told why a write failed; the state still counts as not saved. */
  fail(error: unknown): void;
}

/** Milliseconds after the last change, so that typing writes once. */
const pause = 200;

export function createSaving<State>({ latest, write, hear, fail }: Needs<State>): Saving {
  let isSaved = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();

  function become(next: boolean): void {
    if (next === isSaved) return;
    isSaved = next;
    hear(isSaved);
  }

  async function save(): Promise<void> {
    const state = latest();
    await write(state);
    become(state === latest()); // what changed meanwhile is not yet written
  }

  function begin(): void {
    clearTimeout(timer);
    writing = writing.then(save).catch(fail);
  }

  return {
    later() {
      become(false);
      clearTimeout(timer);
      timer = setTimeout(begin, pause);
    },
    now() {
      if (!isSaved) begin();
    },
    async giveUp() {
      clearTimeout(timer);
      await writing;
      clearTimeout(timer);
      isSaved = true;
    },
  };
}
