import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeeping } from '../../app/state/keeping.ts';
import type { Kept } from '../../app/state/kept.ts';
import { type Session, stepNames } from '../../app/state/session.ts';
import { createStore } from '../../app/state/store.ts';

// A change made while the session was being written was told as kept: a page left within the next fifth of a second lost it.

beforeEach(() => {
  vi.useFakeTimers();
  for (const name of ['document', 'navigator']) vi.stubGlobal(name, { addEventListener: () => {} });
  vi.stubGlobal('addEventListener', () => {});
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('what changes while the session is written counts as kept only once it was written too', async () => {
  const written: unknown[] = [];
  let finish = (): void => {};
  const kept = {
    session: async () => undefined,
    keepSession: (session: unknown) =>
      new Promise<void>((resolve) => {
        finish = () => {
          written.push(session);
          resolve();
        };
      }),
  } satisfies Partial<Kept>;
  const store = createStore();
  const analysis = { onLost: () => () => {} };
  const keeping = createKeeping({ store, kept, analysis } as unknown as Parameters<typeof createKeeping>[0]);
  await keeping.start();
  const go = (step: Session['step']) => store.change((session) => ({ ...session, step }));

  go(stepNames[1]);
  await vi.advanceTimersByTimeAsync(1000);
  go(stepNames[2]);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(keeping.state()).toEqual({ kind: 'kept', saved: false });

  await vi.advanceTimersByTimeAsync(1000);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(keeping.state()).toEqual({ kind: 'kept', saved: true });
  expect(written.at(-1)).toBe(store.get());
});
