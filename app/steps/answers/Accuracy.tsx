import { useState } from 'preact/hooks';
import { Answered } from './Answered.tsx';
import { Foretold } from './Foretold.tsx';
import { LeftOut, leftOut } from './LeftOut.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

/** Leave-one-out accuracy of rows or of whole groups, and which question that answers. */
export function Accuracy({ entry, outline: { factors } }: BodyProps) {
  const [chosen, choose] = useState('');
  const asked = { fit: entry.id, group: leftOut(chosen) };
  const question = useQuestion('checks', 'accuracy', asked, JSON.stringify(asked));
  return (
    <>
      <LeftOut factors={factors} chosen={chosen} choose={choose} />
      <Answered question={question}>{(told) => <Foretold {...told} />}</Answered>
    </>
  );
}
