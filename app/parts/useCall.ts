import { useEffect, useState } from 'preact/hooks';
import { Aborted } from '../analysis/client.ts';
import type { Input, OperationName, Output, RoomName } from '../analysis/protocol.ts';
import { useRenewals, useWorkbench } from '../state/workbench.ts';

/** What came of a question to the worker so far. */
export type Answer<Value> =
  | { readonly state: 'waiting'; readonly last: Value | null }
  | { readonly state: 'known'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: Error };

/**
 * Asks the worker, anew whenever `key` changes (null: asks nothing) or another worker has taken its place, and aborts what is no longer wanted. `last` is the
 * answer before, to go on showing while waiting.
 */
export function useCall<Room extends RoomName, Name extends OperationName<Room>>(
  room: Room,
  name: Name,
  input: Input<Room, Name>,
  key: string | null,
): Answer<Output<Room, Name>> {
  const { analysis } = useWorkbench();
  const renewals = useRenewals();
  const [answer, setAnswer] = useState<Answer<Output<Room, Name>>>({ state: 'waiting', last: null });
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    setAnswer((before) => ({
      state: 'waiting',
      last: before.state === 'known' ? before.value : before.state === 'waiting' ? before.last : null,
    }));
    analysis.call(room, name, input, { signal: controller.signal }).then(
      (value) => {
        if (!controller.signal.aborted) setAnswer({ state: 'known', value });
      },
      (error: Error) => {
        if (!controller.signal.aborted && !(error instanceof Aborted)) setAnswer({ state: 'failed', error });
      },
    );
    return () => controller.abort();
  }, [analysis, room, name, key, renewals]);
  return answer;
}
