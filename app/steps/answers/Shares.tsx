import type { VarianceScale } from 'poolwise';
import { useState } from 'preact/hooks';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.shares;

/** Shares of the variance, on the first scale that the model has until another is chosen, and R2. */
export function Shares({ entry, level }: BodyProps) {
  const [chosen, choose] = useState<VarianceScale | null>(null);
  const asked = { fit: entry.id, scale: chosen, level };
  const question = useQuestion('checks', 'shares', asked, JSON.stringify(asked));
  const { answer } = question;
  const scale = chosen ?? (answer.state === 'known' ? answer.value.scale : 'latent');
  return (
    <>
      <div class="row asked">
        <Choice
          label={words.scale}
          value={scale}
          options={[
            ['latent', words.latent],
            ['observed', words.observed],
          ]}
          choose={choose}
        />
      </div>
      <Answered question={question}>{({ table }) => <NumbersTable table={table} />}</Answered>
    </>
  );
}
