import { Notice } from '../../parts/Notice.tsx';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { inReadersNumbers, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.laplace;

/** Whether a Laplace fit would have done. */
export function Laplace({ entry }: BodyProps) {
  const question = useQuestion('checks', 'besideLaplace', { fit: entry.id }, entry.id);
  return (
    <Answered question={question}>
      {({ outcome, text, table }) => (
        <div class="halves">
          <Notice tone={outcome === 'fine' ? 'good' : 'warning'} heading={words.outcomes[outcome]}>
            <p dir="auto">{inReadersNumbers(text)}</p>
          </Notice>
          <NumbersTable table={table} />
        </div>
      )}
    </Answered>
  );
}
