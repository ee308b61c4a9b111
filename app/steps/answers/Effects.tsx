import { useState } from 'preact/hooks';
import type { CurveRule } from '../../analysis/operations/effects.ts';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { Picture, useWidth } from '../../parts/Picture.tsx';
import { texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { ChangeTable } from './ChangeTable.tsx';
import { Choice } from './Choice.tsx';
import type { BodyProps, VariableProps } from './parts.ts';
import { Statement } from './Statement.tsx';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.effects;

/** Curves over the data, how much the outcome changes, and statements about parameters. */
export function Effects(props: BodyProps) {
  const { predictors } = props.outline;
  const [variable, setVariable] = useState(predictors[0]?.name ?? '');
  const [by, setBy] = useState('');
  if (predictors.length === 0)
    return (
      <>
        <p>{words.none}</p>
        <Statement {...props} />
      </>
    );
  const others = predictors.filter(({ name }) => name !== variable);
  const apart = others.some(({ name }) => `=${name}` === by) ? by.slice(1) : null;
  return (
    <>
      <div class="row asked">
        <Choice
          label={words.variable}
          value={variable}
          options={predictors.map(({ name }) => [name, name])}
          choose={setVariable}
        />
        <Choice
          label={words.by}
          value={apart === null ? '' : by}
          options={[['', words.noBy], ...others.map(({ name }) => [`=${name}`, name] as const)]}
          choose={setBy}
        />
      </div>
      <div class="halves">
        <DrawnCurve {...props} variable={variable} by={apart} />
        <div>
          <ChangeTable {...props} variable={variable} by={apart} />
          <Statement {...props} />
        </div>
      </div>
    </>
  );
}

/** Pixels; wider pictures say no more. */
const widest = 1200;

function DrawnCurve({ entry, outline, level, variable, by }: VariableProps) {
  const hasGroups = outline.factors.length > 0;
  const [chosen, setGroups] = useState<CurveRule>('both');
  const groups: CurveRule = hasGroups ? chosen : 'typical';
  const [place, width] = useWidth<HTMLDivElement>();
  const asked = { fit: entry.id, variable, by, groups, level, width: Math.min(widest, width) };
  const question = useQuestion('effects', 'curve', asked, width === 0 ? null : JSON.stringify(asked));
  return (
    <div ref={place}>
      {hasGroups ? (
        <>
          <div class="row asked">
            <Choice
              label={words.groups}
              value={chosen}
              options={(['both', 'typical', 'averaged'] as const).map((rule) => [rule, words.rules[rule]])}
              choose={setGroups}
            />
          </div>
          <p class="soft">{words.rulesWords}</p>
        </>
      ) : null}
      <Answered question={question}>
        {({ svg, table }) => (
          <Picture svg={svg} behind={words.inNumbers}>
            <NumbersTable table={table} />
          </Picture>
        )}
      </Answered>
    </div>
  );
}
