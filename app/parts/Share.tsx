import { useRef, useState } from 'preact/hooks';
import { linkOf } from '../state/share.ts';
import { sharedOf } from '../state/sharing.ts';
import { useOutline, useSession, useWorkbench } from '../state/workbench.ts';
import { isolated, texts } from '../texts/index.ts';

const words = texts.sharing;

/** Makes a link of the model; the data stay here. */
export function Share() {
  const { announce } = useWorkbench();
  const session = useSession();
  const outline = useOutline();
  const dialog = useRef<HTMLDialogElement>(null);
  const [withLevels, setWithLevels] = useState(false);
  const [link, setLink] = useState('');
  const { model, withheld, inFormula } = sharedOf(session, outline, withLevels);

  async function show(levels: boolean): Promise<void> {
    setWithLevels(levels);
    const fragment = await linkOf(sharedOf(session, outline, levels).model);
    setLink(new URL(fragment, location.href.split('#')[0]).href);
  }
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      announce(words.copied);
    } catch {
      announce(words.notCopied, true);
    }
  }
  return (
    <>
      <button
        type="button"
        disabled={model.draft.formula.trim() === ''}
        onClick={() => {
          void show(false);
          dialog.current?.showModal();
        }}
      >
        {words.share}
      </button>
      <dialog ref={dialog} class="share" aria-labelledby="share-heading">
        <h2 id="share-heading">{words.heading}</h2>
        <p>{words.what}</p>
        <label class="row">
          <input
            type="checkbox"
            checked={withLevels}
            onChange={({ currentTarget }) => void show(currentTarget.checked)}
          />
          {words.withLevels}
        </label>
        {withheld.length === 0 ? null : (
          <p class="soft">{words.withheld(withheld.map(isolated).join(', '))}</p>
        )}
        {inFormula.length === 0 ? null : (
          <p class="notice warning">{words.inFormula(inFormula.map(isolated).join(', '))}</p>
        )}
        <label class="field">
          {words.link}
          <textarea
            class="mono"
            rows={4}
            readOnly
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </label>
        <div class="row">
          <button type="button" class="main" onClick={() => void copy()}>
            {words.copy}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
        </div>
      </dialog>
    </>
  );
}
