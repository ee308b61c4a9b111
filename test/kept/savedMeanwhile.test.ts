import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSaving } from '../../app/state/saving.ts';

// A change made while the session was being written was told as kept: a page left within the next fifth of a second lost it.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what changes while the session is written counts as saved only once it was written too', async () => {
  const heard: boolean[] = [];
  const written: object[] = [];
  let [state, finish] = [{}, () => {}];
  const saving = createSaving({
    latest: () => state,
    async write(which: object) {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      written.push(which);
    },
    hear: (isSaved) => heard.push(isSaved),
    fail: (error) => {
      throw error;
    },
  });
  function change(): void {
    state = {};
    saving.later();
  }

  change();
  await vi.advanceTimersByTimeAsync(1000);
  change();
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([false]);

  await vi.advanceTimersByTimeAsync(1000);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([false, true]);
  expect(written.at(-1)).toBe(state);

  change();
  saving.now();
  await vi.advanceTimersByTimeAsync(0);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toHaveLength(3);
});
