import type { ToldFinding, ToldVerdict } from '../../analysis/operations/answers.ts';
import { Notice } from '../../parts/Notice.tsx';
import { goTo, useWorkbench } from '../../state/workbench.ts';
import { asSentence, inReadersNumbers, number, texts } from '../../texts/index.ts';
import { MoreDraws } from '../fit/MoreDraws.tsx';
import { Answered } from './Answered.tsx';
import type { BodyProps } from './parts.ts';
import { Remedies } from './Remedies.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.verdict;

/** Whether the draws can be trusted, in words; what is wrong, why probably, and more draws. */
export function Verdict({ entry }: BodyProps) {
  const { store } = useWorkbench();
  const question = useQuestion('answers', 'verdict', { fit: entry.id }, entry.id);
  return (
    <Answered question={question}>
      {(told) => (
        <div class="halves">
          <div>
            <Told {...told} />
          </div>
          <div>
            <Causes title={words.why} causes={told.causes.filter(({ isBehind }) => isBehind)} />
            <Causes title={words.besides} causes={told.causes.filter(({ isBehind }) => !isBehind)} />
            <MoreDraws entry={entry} begun={() => goTo(store, 'fit')} />
            {told.trusted ? null : <Remedies entry={entry} />}
          </div>
        </div>
      )}
    </Answered>
  );
}

function Told({ trusted, text, findings }: ToldVerdict) {
  return (
    <>
      {trusted ? (
        <Notice tone="good">
          <p dir="auto">{inReadersNumbers(text)}</p>
        </Notice>
      ) : (
        <Notice tone="warning" heading={words.untrusted}>
          <Findings findings={findings} />
        </Notice>
      )}
      {findings.some(({ kind }) => kind === 'tooFewDraws') ? null : <p class="soft">{words.effective}</p>}
    </>
  );
}

function Findings({ findings }: { readonly findings: readonly ToldFinding[] }) {
  return (
    <ul class="sentences">
      {findings.map(({ text, worst }) => (
        <li key={text} dir="auto">
          {asSentence(text)}
          {worst.length === 0 ? null : <Worst worst={worst} />}
        </li>
      ))}
    </ul>
  );
}

function Worst({ worst }: Pick<ToldFinding, 'worst'>) {
  return (
    <details class="soft">
      <summary>{words.worstOf}</summary>
      <ul>
        {worst.map(({ name, rhat, essBulk, essTail }) => (
          <li key={name} dir="auto">
            {words.worst(name, number(rhat, 4), number(Math.floor(essBulk)), number(Math.floor(essTail)))}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Causes({ title, causes }: { readonly title: string; readonly causes: ToldVerdict['causes'] }) {
  if (causes.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="sentences">
        {causes.map(({ text, advice }) => (
          <li key={text} dir="auto">
            {asSentence(text)} <em>{asSentence(advice)}</em>
          </li>
        ))}
      </ul>
    </>
  );
}
