import type { ToldFinding, ToldVerdict } from '../../analysis/operations/answers.ts';
import { Notice } from '../../parts/Notice.tsx';
import { number, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import type { BodyProps } from './parts.ts';
import { Remedies } from './Remedies.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.verdict;

/** Whether the draws can be trusted, in words; what is wrong, and why probably. */
export function Verdict({ entry }: BodyProps) {
  const question = useQuestion('answers', 'verdict', { fit: entry.id }, entry.id);
  return (
    <Answered question={question}>
      {(told) => (
        <>
          <Told {...told} />
          {told.trusted ? null : <Remedies entry={entry} />}
        </>
      )}
    </Answered>
  );
}

function Told({ trusted, text, findings, causes }: ToldVerdict) {
  const behind = causes.filter(({ isBehind }) => isBehind);
  const besides = causes.filter(({ isBehind }) => !isBehind);
  return (
    <>
      <Notice tone={trusted ? 'good' : 'warning'} heading={trusted ? words.trusted : words.untrusted}>
        {trusted ? <p>{text}</p> : null}
      </Notice>
      <Findings title={trusted ? words.remarks : words.wrong} findings={findings} />
      <Causes title={words.why} causes={behind} />
      <Causes title={words.besides} causes={besides} />
      <p class="soft">{words.effective}</p>
    </>
  );
}

function Findings({
  title,
  findings,
}: {
  readonly title: string;
  readonly findings: readonly ToldFinding[];
}) {
  if (findings.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="sentences">
        {findings.map(({ text, worst }) => (
          <li key={text} dir="auto">
            {text}
            {worst.length === 0 ? null : (
              <ul class="soft">
                {worst.map(({ name, rhat, ess }) => (
                  <li key={name} dir="auto">
                    {words.worst(name, number(rhat, 4), number(Math.round(ess)))}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </>
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
            {text} <span class="soft">{advice}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
