import { useState } from 'preact/hooks';
import type { ToldRemedy } from '../../analysis/operations/answers.ts';
import { type FitEntry, isOfTable } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';
import { inReadersNumbers, number, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.verdict;

const allowances = ['10', '60', '300'];

/** Other ways of sampling, run once they are asked for; the settings of one that helped go to the fit step. */
export function Remedies({ entry }: { readonly entry: FitEntry }) {
  const [seconds, setSeconds] = useState('10');
  const [asked, setAsked] = useState<number | null>(null);
  const question = useQuestion(
    'answers',
    'remedies',
    { fit: entry.id, seconds: asked ?? 0 },
    asked === null ? null : `${entry.id} ${asked}`,
  );
  return (
    <>
      <h3>{words.remedies}</h3>
      <p class="soft">{words.remediesAbout}</p>
      <div class="row asked">
        <Choice
          label={words.seconds}
          value={seconds}
          options={allowances.map((one) => [one, words.secondsOf(number(Number(one)))])}
          choose={setSeconds}
        />
        <button type="button" onClick={() => setAsked(Number(seconds))}>
          {words.tryThem}
        </button>
      </div>
      {asked === null ? null : (
        <Answered question={question}>
          {({ tried, untried }) => (
            <ul class="sentences" role="status">
              {untried === null ? null : <li dir="auto">{words.nothing(untried)}</li>}
              {tried.map((remedy) => (
                <Remedy key={remedy.what} entry={entry} remedy={remedy} />
              ))}
            </ul>
          )}
        </Answered>
      )}
    </>
  );
}

function Remedy({ entry, remedy }: { readonly entry: FitEntry; readonly remedy: ToldRemedy }) {
  const { store } = useWorkbench();
  const { data } = useSession();
  const { what, outcome, text, sampling } = remedy;
  const take = (): void =>
    store.change((session) => ({
      ...session,
      draft: entry.draft,
      sampling: { ...entry.sampling, ...sampling },
      step: 'fit',
    }));
  return (
    <li dir="auto">
      {what}: <strong>{words.outcomes[outcome]}</strong> {inReadersNumbers(text)}{' '}
      {outcome === 'helped' && sampling !== null && isOfTable(entry, data) ? (
        <button type="button" onClick={take}>
          {words.take}
        </button>
      ) : null}
    </li>
  );
}
