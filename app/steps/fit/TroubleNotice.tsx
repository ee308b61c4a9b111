import { Notice } from '../../parts/Notice.tsx';
import { goTo, useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import type { Runs, Trouble } from './runs.ts';

const words = texts.fit.trouble;

/** Why a run came to nothing, and what can be done. */
export function TroubleNotice({ trouble, runs }: { readonly trouble: Trouble; readonly runs: Runs }) {
  const { store } = useWorkbench();
  const { kind, message, task } = trouble;
  const isOurs = kind === 'lost' || kind === 'thread';
  return (
    <Notice
      tone={kind === 'cancelled' || kind === 'nothingDrawn' ? 'note' : 'trouble'}
      heading={words[kind].heading}
    >
      <p>{words[kind].text}</p>
      {kind === 'cancelled' || kind === 'nothingDrawn' ? null : <p class="mono">{message}</p>}
      <p class="row">
        <button type="button" onClick={() => runs.start(task)}>
          {words.again}
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
