import { useState } from 'preact/hooks';
import type { Ranks } from '../../analysis/operations/groups.ts';
import { number, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import { Choice } from './Choice.tsx';
import type { TermProps } from './parts.ts';
import { Sentences } from './Sentences.tsx';
import { type Question, useQuestion } from './useQuestion.ts';

const words = texts.answers.groups;

type Best = 'highest' | 'lowest';

/** How levels are ranked, and the ranking once it is asked for. */
export interface RankingState {
  readonly isAsked: boolean;
  readonly ask: () => void;
  readonly best: Best;
  readonly setBest: (best: Best) => void;
  /** How many levels are the best, and how many the worst. */
  readonly places: number;
  readonly setPlaces: (places: number) => void;
  readonly question: Question<Ranks>;
  /** Null until it is known. */
  readonly ranks: Ranks | null;
}

export function useRanking({ entry, group, coef, level }: TermProps, levels: number): RankingState {
  const [isAsked, setAsked] = useState(false);
  const [best, setBest] = useState<Best>('highest');
  const [places, setPlaces] = useState(Math.max(1, Math.round(levels / 10)));
  const asked = { fit: entry.id, group, coef, level, best, top: places };
  const question = useQuestion('groups', 'ranks', asked, isAsked ? JSON.stringify(asked) : null);
  const { answer } = question;
  return {
    ...{ isAsked, best, setBest, places, setPlaces, question },
    ask: () => setAsked(true),
    ranks: answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null,
  };
}

/** Counts that may be the best and the worst of so many levels: one, and round shares. */
function countsOf(levels: number): number[] {
  const shares = [0.05, 0.1, 0.2, 0.25].map((share) => Math.max(1, Math.round(share * levels)));
  return [...new Set([1, ...shares])].filter((count) => count < levels);
}

/** Asks for the ranking, says what is best, and what came of it in words. */
export function RankOptions({
  ranking,
  levels,
}: {
  readonly ranking: RankingState;
  readonly levels: number;
}) {
  if (levels < 2) return null;
  if (!ranking.isAsked)
    return (
      <p>
        <button type="button" onClick={ranking.ask}>
          {words.rank}
        </button>
      </p>
    );
  return (
    <>
      <div class="row asked">
        <Choice
          label={words.first}
          value={ranking.best}
          options={[
            ['highest', words.highest],
            ['lowest', words.lowest],
          ]}
          choose={ranking.setBest}
        />
        <Choice
          label={words.top}
          value={String(ranking.places)}
          options={countsOf(levels).map((count) => [String(count), number(count)])}
          choose={(count) => ranking.setPlaces(Number(count))}
        />
      </div>
      <Answered question={ranking.question}>{(ranks) => <Sentences sentences={ranks.words} />}</Answered>
    </>
  );
}
