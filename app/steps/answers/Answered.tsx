import type { ComponentChildren } from 'preact';
import { Notice } from '../../parts/Notice.tsx';
import { texts } from '../../texts/index.ts';
import { messageAlone } from '../model/formula/places.ts';
import type { Question } from './useQuestion.ts';

interface AnsweredProps<Value> {
  readonly question: Question<Value>;
  /** True where a refusal is no trouble, such as a picture that a fit has nothing for. */
  readonly isQuiet?: boolean;
  readonly children: (value: Value) => ComponentChildren;
}

/** An answer of the worker, or that it works on it, or why there is none; the answer before stays in sight meanwhile. */
export function Answered<Value>({ question, isQuiet = false, children }: AnsweredProps<Value>) {
  const { answer, isStopped, stop, again } = question;
  if (isStopped) return <Again words={texts.answers.stopped} again={again} />;
  switch (answer.state) {
    case 'known':
      return <>{children(answer.value)}</>;
    case 'failed':
      if (isQuiet) return <p class="soft">{answer.error.message}</p>;
      return (
        <Notice tone="trouble" heading={texts.answers.refused}>
          <p dir="auto">{messageAlone(answer.error.message)}</p>
          <button type="button" onClick={again}>
            {texts.trouble.again}
          </button>
        </Notice>
      );
    case 'waiting':
      return (
        <div aria-busy="true" class={answer.last === null ? 'first' : undefined}>
          <p class="busy row">
            {texts.answers.working}
            <button type="button" onClick={stop}>
              {texts.answers.stop}
            </button>
          </p>
          {answer.last === null ? null : <div class="before">{children(answer.last)}</div>}
        </div>
      );
  }
}

function Again({ words, again }: { readonly words: string; readonly again: () => void }) {
  return (
    <p class="row">
      {words}
      <button type="button" onClick={again}>
        {texts.answers.ask}
      </button>
    </p>
  );
}
