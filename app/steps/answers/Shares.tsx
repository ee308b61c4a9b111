import { useState } from 'preact/hooks';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.shares;

/** Shares of the variance, on either scale, and R2. */
export function Shares({ entry, level }: BodyProps) {
  const [scale, setScale] = useState<'latent' | 'observed'>('latent');
  const asked = { fit: entry.id, scale, level };
  const question = useQuestion('checks', 'shares', asked, JSON.stringify(asked));
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
          choose={setScale}
        />
      </div>
      <Answered question={question}>{(table) => <NumbersTable table={table} />}</Answered>
    </>
  );
}
