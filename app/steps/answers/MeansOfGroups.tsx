import { useMemo, useState } from 'preact/hooks';
import type { GroupMeans } from '../../analysis/answers/groupMeans.ts';
import { toWidth } from '../../parts/toWidth.ts';
import { number, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Caterpillar } from './Caterpillar.tsx';
import { Choice } from './Choice.tsx';
import { type LevelColumn, LevelTable } from './LevelTable.tsx';
import type { BodyProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.predictive;

/** The mean outcome of each level beside those that the model draws. */
export function MeansOfGroups({ entry, outline: { factors } }: BodyProps) {
  const [chosen, choose] = useState(factors[0] ?? '');
  const question = useQuestion(
    'checks',
    'means',
    { fit: entry.id, group: chosen },
    factors.length === 0 ? null : JSON.stringify([entry.id, chosen]),
  );
  if (factors.length === 0) return null;
  return (
    <>
      <h3>{words.means}</h3>
      {factors.length === 1 ? null : (
        <div class="row asked">
          <Choice
            label={words.meansOf}
            value={chosen}
            options={factors.map((name) => [name, name])}
            choose={choose}
          />
        </div>
      )}
      <Answered question={question} isQuiet>
        {(means) => <Means means={means} group={chosen} />}
      </Answered>
    </>
  );
}

function Means({ means, group }: { readonly means: GroupMeans; readonly group: string }) {
  const { names, observed, lower, upper, mean, rows, outside } = means;
  const [active, choose] = useState(names.length - 1);
  const middle = names.length >> 1;
  const short = (value: number): string => toWidth([value], [lower[middle], upper[middle]])[0];
  const drawn = useMemo(() => ({ lower, upper, dots: observed }), [lower, upper, observed]);
  const all = useMemo(() => Array.from(names, (_, i) => names.length - 1 - i), [names]);
  const of = (title: string, values: ArrayLike<number>): LevelColumn => ({
    title,
    values,
    show: (i) => short(values[i]),
  });
  const columns = [
    { title: words.columns.rows, values: rows, show: (i: number) => number(rows[i]) },
    of(words.columns.observed, observed),
    of(words.columns.drawn, mean),
    {
      title: words.columns.interval,
      values: lower,
      show: (i: number) => `${short(lower[i])} to ${short(upper[i])}`,
    },
  ];
  return (
    <>
      <p>{words.outside(number(outside), names.length, number(Math.round(0.05 * names.length)))}</p>
      <p class="soft">{words.meansAbout}</p>
      <Caterpillar
        rows={drawn}
        label={words.meansList(group)}
        active={active}
        choose={choose}
        name={names[active]}
        said={words.mean(short(observed[active]), short(lower[active]), short(upper[active]), rows[active])}
        hasZero={false}
      />
      <LevelTable
        title={words.meansTable(group)}
        group={group}
        names={names}
        columns={columns}
        levels={all}
        active={active}
        choose={choose}
      />
    </>
  );
}
