import { useMemo, useState } from 'preact/hooks';
import type { LevelEffects, Ranks } from '../../analysis/operations/groups.ts';
import { percentText } from '../../parts/tableCell.ts';
import { inDecimals, number, percent, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Caterpillar } from './Caterpillar.tsx';
import { Choice } from './Choice.tsx';
import { FindLevel } from './FindLevel.tsx';
import { type LevelColumn, LevelTable } from './LevelTable.tsx';
import type { BodyProps, TermProps } from './parts.ts';
import { RanksOfLevel } from './RanksOfLevel.tsx';
import { RankOptions, useRanking } from './ranking.tsx';
import { bestFound, levelsFound } from './search.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.groups;

/** The levels of each group: their effects, a search, their ranking, and all numbers. */
export function Groups(props: BodyProps) {
  const { groups } = props.outline;
  const [chosen, choose] = useState('0');
  if (groups.length === 0) return <p>{words.none}</p>;
  const term = groups[Number(chosen)];
  return (
    <>
      <div class="row asked">
        <Choice
          label={words.which}
          value={chosen}
          options={groups.map(({ group, coef, levels }, k) => [String(k), words.term(group, coef, levels)])}
          choose={choose}
        />
      </div>
      <p class="soft">{words.scale}</p>
      <Term key={chosen} {...props} group={term.group} coef={term.coef} />
    </>
  );
}

function Term(props: TermProps) {
  const { entry, group, coef, level } = props;
  const question = useQuestion(
    'groups',
    'levels',
    { fit: entry.id, group, coef, level },
    JSON.stringify([entry.id, group, coef, level]),
  );
  return <Answered question={question}>{(effects) => <Levels {...props} effects={effects} />}</Answered>;
}

function Levels(props: TermProps & { readonly effects: LevelEffects }) {
  const { effects, group, coef, level } = props;
  const { names, mean, lower, upper } = effects;
  const [active, choose] = useState(names.length - 1);
  const [search, setSearch] = useState('');
  const ranked = useRanking(props, names.length);
  const found = useMemo(() => levelsFound(names, search), [names, search]);
  const rows = useMemo(() => ({ lower, upper, dots: mean }), [lower, upper, mean]);
  const columns = useMemo(
    () => [...effectColumns(effects, level), ...rankColumns(effects, ranked.ranks, ranked.places)],
    [effects, level, ranked.ranks, ranked.places],
  );
  const told = (value: number): string => shown(value, effects);
  const interval = percent(level);
  return (
    <>
      <Caterpillar
        rows={rows}
        label={words.list(group)}
        active={active}
        choose={choose}
        name={names[active]}
        said={`${words.value(told(mean[active]), interval, told(lower[active]), told(upper[active]))}; ${words.place(number(active + 1), number(names.length))}`}
        hasZero
      />
      <p class="soft">{words.keys}</p>
      <div class="halves">
        <div>
          <FindLevel
            search={search}
            setSearch={setSearch}
            found={found.length}
            go={() => choose(bestFound(names, found, search) ?? active)}
          />
          <RankOptions ranking={ranked} levels={names.length} />
          {ranked.isAsked ? <RanksOfLevel {...props} best={ranked.best} name={names[active]} /> : null}
        </div>
        <LevelTable
          title={words.table(group, coef)}
          group={group}
          names={names}
          columns={columns}
          levels={found}
          active={active}
          choose={choose}
        />
      </div>
    </>
  );
}

/** With three digits of the sd of levels in the middle. */
function shown(value: number, { sd }: LevelEffects): string {
  const middle = sd[sd.length >> 1];
  const decimals = middle > 0 ? Math.min(10, Math.max(0, 2 - Math.floor(Math.log10(middle)))) : 2;
  return inDecimals(value, decimals);
}

function effectColumns(effects: LevelEffects, level: number): LevelColumn[] {
  const { mean, sd, lower, upper } = effects;
  const of = (title: string, values: Float64Array): LevelColumn => ({
    title,
    values,
    show: (i) => shown(values[i], effects),
  });
  const interval = percent(level);
  return [
    of(words.columns.mean, mean),
    of(words.columns.sd, sd),
    {
      title: interval,
      values: lower,
      show: (i) => `${shown(lower[i], effects)} to ${shown(upper[i], effects)}`,
    },
  ];
}

/** Of the ranking, in the order of the effects. */
function rankColumns({ names }: LevelEffects, ranks: Ranks | null, places: number): LevelColumn[] {
  if (ranks === null) return [];
  const at = new Map(ranks.names.map((name, k) => [name, k]));
  const order = names.map((name) => at.get(name) ?? -1);
  const of = (values: Float64Array): Float64Array => Float64Array.from(order, (k) => values[k]);
  const [rank, lower, upper, best, worst] = [
    ranks.rank,
    ranks.lower,
    ranks.upper,
    ranks.best,
    ranks.worst,
  ].map(of);
  return [
    { title: words.columns.rank, values: rank, show: (i) => number(Number(rank[i].toFixed(1))) },
    { title: words.columns.ranks, values: lower, show: (i) => `${number(lower[i])} to ${number(upper[i])}` },
    { title: words.among('best', number(places)), values: best, show: (i) => percentText(best[i]) },
    { title: words.among('worst', number(places)), values: worst, show: (i) => percentText(worst[i]) },
  ];
}
