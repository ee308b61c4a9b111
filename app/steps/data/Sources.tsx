import { useEffect, useRef, useState } from 'preact/hooks';
import { examples } from '../../state/examples.ts';
import type { Tables } from '../../state/tables.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';

/** The ways to a table: choose, drop or paste one, or take an example. */
export function Sources() {
  const { tables, announce } = useWorkbench();
  useEffect(() => onPaste(tables, (text) => announce(text, true)), [tables, announce]);
  return (
    <div class="sources">
      <p>{texts.data.intro}</p>
      <Chooser />
      <PasteBox />
      <h2>{texts.data.examples}</h2>
      <ul class="examples">
        {examples.map(({ name }) => (
          <li key={name}>
            <button type="button" onClick={() => void tables.openExample(name)}>
              {name}
            </button>{' '}
            <span class="soft">{texts.data.example[name]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Chooser() {
  const { tables } = useWorkbench();
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="drop-here">
      <button type="button" class="main" onClick={() => field.current?.click()}>
        {texts.data.choose}
      </button>
      <input
        ref={field}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void tables.openBytes('file', file.name, file);
          currentTarget.value = ''; // so that the same file, mended, can be chosen again
        }}
      />
      <p class="soft">{texts.data.dropHere}</p>
    </div>
  );
}

function PasteBox() {
  const { tables } = useWorkbench();
  const [text, setText] = useState('');
  return (
    <details>
      <summary>{texts.data.paste}</summary>
      <label>
        <span class="soft">{texts.data.pasteLabel}</span>
        <textarea
          class="mono paste"
          rows={6}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button
        type="button"
        disabled={text.trim() === ''}
        onClick={() => void tables.openBytes('pasted', texts.data.pastedName, new Blob([text]))}
      >
        {texts.data.pasteRead}
      </button>
    </details>
  );
}

/** Rows pasted where no text field takes them; a file that was copied is opened as such. */
function onPaste(tables: Tables, say: (text: string) => void): () => void {
  const paste = (event: ClipboardEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    if (file !== undefined) void tables.openBytes('file', file.name, file);
    else if (text.trim() === '') say(texts.data.pasteEmpty);
    else void tables.openBytes('pasted', texts.data.pastedName, new Blob([text]));
  };
  addEventListener('paste', paste);
  return () => removeEventListener('paste', paste);
}
