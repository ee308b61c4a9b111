import { useState } from 'preact/hooks';
import { Notice } from '../../parts/Notice.tsx';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import type { FitEntry } from '../../state/session.ts';
import { useSession } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { areOfDifferentTables, differencesOf, type Piece } from './differences.ts';
import { Foretold } from './Foretold.tsx';
import { LeftOut, leftOut } from './LeftOut.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.models;

/** Fits of the session side by side. */
export function Models({ entry, outline }: BodyProps) {
  const { fits } = useSession();
  const [left, setLeft] = useState<readonly string[]>([]);
  if (fits.length < 2) return <p>{words.one}</p>;
  const chosen = fits.filter(({ id }) => id === entry.id || !left.includes(id));
  const toggle = (id: string): void =>
    setLeft(left.includes(id) ? left.filter((one) => one !== id) : [...left, id]);
  return (
    <>
      <fieldset class="chosen">
        <legend>{words.which}</legend>
        {fits.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.some((one) => one.id === id)}
              disabled={id === entry.id}
              onChange={() => toggle(id)}
            />{' '}
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
      {chosen.length < 2 ? null : (
        <Compared key={chosen.map(({ id }) => id).join()} fits={chosen} factors={outline.factors} />
      )}
    </>
  );
}

interface ComparedProps {
  readonly fits: readonly FitEntry[];
  readonly factors: readonly string[];
}

function Compared({ fits, factors }: ComparedProps) {
  const named = namesOf(fits);
  const key = JSON.stringify(named);
  const isOther = areOfDifferentTables(fits);
  const numbers = useQuestion('comparing', 'sideBySide', { fits: named }, key);
  const [asked, setAsked] = useState(false);
  const [chosen, choose] = useState('');
  const group = leftOut(chosen);
  const accuracy = useQuestion(
    'comparing',
    'accuracy',
    { fits: named, group },
    asked ? `${key} ${group}` : null,
  );
  return (
    <>
      <h3>{words.differs}</h3>
      <Differences fits={fits} />
      {isOther ? (
        <Notice tone="warning">
          <p>{words.otherTables}</p>
        </Notice>
      ) : null}
      <div class="halves">
        <div>
          <h3>{words.numbers}</h3>
          <Answered question={numbers}>{(table) => <NumbersTable table={table} />}</Answered>
        </div>
        {isOther ? null : (
          <div>
            <h3>{words.accuracy}</h3>
            <LeftOut factors={factors} chosen={chosen} choose={choose} />
            {asked ? (
              <Answered question={accuracy}>{(told) => <Foretold {...told} />}</Answered>
            ) : (
              <button type="button" onClick={() => setAsked(true)}>
                {texts.answers.ask}
              </button>
            )}
          </div>
        )}
      </div>
    </>
  );
}

/** Names of their own: of two that are called the same, the later has its number. */
function namesOf(fits: readonly FitEntry[]): { readonly fit: string; readonly name: string }[] {
  return fits.map(({ id, name }, k) => ({
    fit: id,
    name: fits.findIndex((other) => other.name === name) < k ? `${name} (${k + 1})` : name,
  }));
}

function Differences({ fits }: { readonly fits: readonly FitEntry[] }) {
  const found = differencesOf(fits);
  if (found.length === 0) return <p>{words.same}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keyboard too
    <section class="scroll" aria-label={words.differs} tabIndex={0}>
      <table class="differences">
        <thead>
          <tr>
            <td />
            {fits.map(({ id, name }) => (
              <th key={id} scope="col">
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.map(({ part, fits: lists }) => (
            <tr key={part}>
              <th scope="row">{words.parts[part]}</th>
              {lists.map((pieces, k) => (
                <td key={fits[k].id}>{pieces.length === 0 ? words.usual : pieces.map(Marked)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What not all fits have is marked, and said to be so. */
function Marked({ text, isOwn }: Piece) {
  return (
    <span key={text} class="piece">
      {isOwn ? (
        <mark>
          <bdi>{text}</bdi>
        </mark>
      ) : (
        <bdi>{text}</bdi>
      )}
    </span>
  );
}
