import { Notice } from '../../parts/Notice.tsx';
import { goTo, useOutline, useWorkbench } from '../../state/workbench.ts';
import { isolated, texts } from '../../texts/index.ts';
import type { Runs, Task, Trouble } from './runs.ts';

const words = texts.fit.trouble;

/** Why a run came to nothing, and what can be done. */
export function TroubleNotice({ trouble, runs }: { readonly trouble: Trouble; readonly runs: Runs }) {
  const { store } = useWorkbench();
  const isRead = useOutline() !== null;
  const { kind, message, task } = trouble;
  const isOurs = kind === 'lost' || kind === 'thread';
  const isCalm = kind === 'cancelled' || kind === 'nothingDrawn' || kind === 'left';
  return (
    <Notice tone={isCalm ? 'note' : 'trouble'} heading={words[kind].heading}>
      <p>{kind === 'left' ? words.left.of(isolated(nameOf(task))) : words[kind].text}</p>
      {isCalm ? null : <p class="mono">{message}</p>}
      <p class="row">
        <button type="button" disabled={!isRead} onClick={() => runs.start(task)}>
          {kind === 'left' ? words.left.again : words.again}
        </button>
        {isOurs && task.kind === 'fit' ? (
          <button type="button" onClick={() => runs.start({ ...task, workers: 1 })}>
            {words.oneThread}
          </button>
        ) : null}
        {kind === 'refused' ? (
          <button type="button" onClick={() => goTo(store, 'model')}>
            {texts.fit.toModel}
          </button>
        ) : null}
        <button type="button" onClick={runs.dismiss}>
          {words.dismiss}
        </button>
      </p>
    </Notice>
  );
}

const nameOf = (task: Task): string => (task.kind === 'fit' ? task.name : task.entry.name);
