import type { Measure } from 'poolwise';
import { useState } from 'preact/hooks';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import type { VariableProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.effects;

const measures = ['difference', 'ratio', 'odds ratio'] as const satisfies readonly Measure[];
const rules = ['averaged', 'typical'] as const;

/** How much the mean changes with a predictor, in numbers. */
export function ChangeTable({ entry, outline, level, variable, by }: VariableProps) {
  const [measure, setMeasure] = useState<Measure>('difference');
  const [rule, setRule] = useState<(typeof rules)[number]>('averaged');
  const groups = outline.factors.length > 0 ? rule : 'typical';
  const asked = { fit: entry.id, variable, by, groups, measure, level };
  const question = useQuestion('effects', 'change', asked, JSON.stringify(asked));
  return (
    <>
      <h3>{words.change}</h3>
      <p class="soft">{words.changeAbout}</p>
      <div class="row asked">
        <Choice
          label={words.measure}
          value={measure}
          options={measures.map((one) => [one, words.measures[one]])}
          choose={setMeasure}
        />
        {outline.factors.length === 0 ? null : (
          <Choice
            label={words.groups}
            value={rule}
            options={rules.map((one) => [one, words.rules[one]])}
            choose={setRule}
          />
        )}
      </div>
      <Answered question={question}>{(table) => <NumbersTable table={table} />}</Answered>
    </>
  );
}
