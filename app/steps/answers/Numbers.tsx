import type { Numbers as Found } from '../../analysis/operations/answers.ts';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Drawn } from './Drawn.tsx';
import type { BodyProps } from './parts.ts';
import { Sentences } from './Sentences.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.numbers;

/** What was found: a sentence a coefficient, the picture of them, and the table. */
export function Numbers(props: BodyProps) {
  const { entry, level } = props;
  const question = useQuestion('answers', 'numbers', { fit: entry.id, level }, `${entry.id} ${level}`);
  return <Answered question={question}>{(found) => <Told {...props} found={found} />}</Answered>;
}

function Told({ entry, outline, level, found }: BodyProps & { readonly found: Found }) {
  const { scale, sentences } = found.words;
  return (
    <div class="halves">
      <div>
        {sentences.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <>
            <p class="soft" dir="auto">
              {scale} {words.medians}
            </p>
            <Sentences sentences={sentences} />
          </>
        )}
        <Drawn fit={entry.id} options={{ kind: outline.ratio === null ? 'intervals' : 'ratios', level }} />
      </div>
      <NumbersTable table={found.table} />
    </div>
  );
}
