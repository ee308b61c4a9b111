import { useState } from 'preact/hooks';
import type { Input, OperationName, Output, RoomName } from '../../analysis/protocol.ts';
import { type Answer, useCall } from '../../parts/useCall.ts';

/** What is asked of the worker, and how to stop asking, or to ask again. */
export interface Question<Value> {
  readonly answer: Answer<Value>;
  readonly isStopped: boolean;
  readonly stop: () => void;
  readonly again: () => void;
}

/** Asks the worker, anew whenever `key` changes (null: not yet); what the user stopped stays so until the question is another one. */
export function useQuestion<Room extends RoomName, Name extends OperationName<Room>>(
  room: Room,
  name: Name,
  input: Input<Room, Name>,
  key: string | null,
): Question<Output<Room, Name>> {
  const [stopped, setStopped] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isStopped = key !== null && stopped === key;
  const answer = useCall(room, name, input, key === null || isStopped ? null : `${attempt} ${key}`);
  return {
    answer,
    isStopped,
    stop: () => setStopped(key),
    again: () => {
      setStopped(null);
      setAttempt(attempt + 1);
    },
  };
}
