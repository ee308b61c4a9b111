import { useState } from 'preact/hooks';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.effects;

/** What the draws say of a statement of the user's own. */
export function Statement({ entry, outline, level }: BodyProps) {
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const asked = { fit: entry.id, text, level };
  const question = useQuestion('effects', 'statement', asked, text === '' ? null : JSON.stringify(asked));
  return (
    <>
      <h3>{words.statement}</h3>
      <p class="soft">
        {words.statementAbout} <code>{`${outline.exampleParameter} > 0`}</code>
      </p>
      <form
        class="row asked"
        onSubmit={(event) => {
          event.preventDefault();
          setText(typed.trim());
        }}
      >
        <label>
          {words.statementLabel}{' '}
          <input
            class="mono"
            size={28}
            value={typed}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={typed.trim() === ''}>
          {words.tell}
        </button>
      </form>
      {text === '' ? null : (
        <Answered question={question}>{(table) => <NumbersTable table={table} />}</Answered>
      )}
    </>
  );
}
