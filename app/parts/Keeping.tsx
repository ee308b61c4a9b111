import { useEffect, useRef } from 'preact/hooks';
import { useKeeping, useWorkbench } from '../state/workbench.ts';
import { texts } from '../texts/index.ts';
import { Notice } from './Notice.tsx';

const words = texts.keeping;

/** Whether this session is kept in the browser, and the button that forgets it. */
export function Keeping() {
  const { keeping, announce } = useWorkbench();
  const state = useKeeping();
  const dialog = useRef<HTMLDialogElement>(null);
  const isFull = state.kind === 'off' && state.why === 'full';
  useEffect(() => {
    if (isFull) announce(words.full, true);
  }, [isFull]);
  async function forget(): Promise<void> {
    dialog.current?.close();
    await keeping.forget();
    announce(words.forgotten);
  }
  return (
    <div class="keeping">
      {keeping.losses().map((loss) => (
        <Notice tone="warning" key={loss}>
          <p>{words.lost[loss]}</p>
        </Notice>
      ))}
      {isFull ? (
        <Notice tone="warning">
          <p>{words.full}</p>
        </Notice>
      ) : null}
      <div class="row">
        <span class="soft" data-kept={state.kind === 'kept' && state.saved}>
          {state.kind === 'kept' ? (state.saved ? words.kept : words.saving) : null}
          {state.kind === 'off' && !isFull ? words[state.why === 'elsewhere' ? 'elsewhere' : 'none'] : null}
        </span>
        <button type="button" onClick={() => dialog.current?.showModal()}>
          {words.forget}
        </button>
      </div>
      <dialog ref={dialog} aria-labelledby="forget-heading">
        <h2 id="forget-heading">{words.sure}</h2>
        <p>{words.what}</p>
        <div class="row">
          <button type="button" class="main" onClick={() => void forget()}>
            {words.yes}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {words.no}
          </button>
        </div>
      </dialog>
    </div>
  );
}
