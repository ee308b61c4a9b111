import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { Answered } from './Answered.tsx';
import type { BodyProps } from './parts.ts';
import { Sentences } from './Sentences.tsx';
import { useQuestion } from './useQuestion.ts';

/** Which priors matter, by the weights of a little more or less of them. */
export function Priors({ entry }: BodyProps) {
  const question = useQuestion('checks', 'sensitivity', { fit: entry.id }, entry.id);
  return (
    <Answered question={question}>
      {(told) => (
        <div class="halves">
          <Sentences sentences={told.words} />
          <NumbersTable table={told.table} />
        </div>
      )}
    </Answered>
  );
}
