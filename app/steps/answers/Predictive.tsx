import { useState } from 'preact/hooks';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import { Drawn } from './Drawn.tsx';
import { MeansOfGroups } from './MeansOfGroups.tsx';
import type { BodyProps } from './parts.ts';
import { Sentences } from './Sentences.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.predictive;

/** Whether the model makes data like these: sentences, the pictures that suit the outcome, numbers, and means by group. */
export function Predictive(props: BodyProps) {
  const { entry, outline } = props;
  const [groups, setGroups] = useState<'kept' | 'new'>('kept');
  const asked = { fit: entry.id, groups };
  const question = useQuestion('checks', 'predictive', asked, JSON.stringify(asked));
  return (
    <>
      {outline.factors.length === 0 ? null : (
        <div class="row asked">
          <Choice
            label={words.whose}
            value={groups}
            options={[
              ['kept', words.kept],
              ['new', words.new],
            ]}
            choose={setGroups}
          />
        </div>
      )}
      <div class="halves">
        <div>
          <Answered question={question}>
            {(told) => (
              <>
                <Sentences sentences={told.words} />
                <div class="columns">
                  {told.pictures.map((kind) => (
                    <Drawn key={kind} fit={entry.id} options={{ kind }} />
                  ))}
                </div>
                <NumbersTable table={told.table} />
              </>
            )}
          </Answered>
        </div>
        <div>
          <MeansOfGroups {...props} />
        </div>
      </div>
    </>
  );
}
