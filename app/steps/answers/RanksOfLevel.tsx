import { useEffect, useState } from 'preact/hooks';
import type { RankShare } from '../../analysis/answers/rankShares.ts';
import { percentText } from '../../parts/tableCell.ts';
import { number, texts } from '../../texts/index.ts';
import { Answered } from './Answered.tsx';
import type { TermProps } from './parts.ts';
import { useQuestion } from './useQuestion.ts';

const words = texts.answers.groups;

interface RanksOfLevelProps extends TermProps {
  readonly best: 'highest' | 'lowest';
  readonly name: string;
}

/** Milliseconds that a level is looked at before its ranks are asked for. */
const patience = 200;

/** The probability of each rank of the level that is looked at. */
export function RanksOfLevel({ entry, group, coef, best, name }: RanksOfLevelProps) {
  const looked = useSettled(name);
  const asked = { fit: entry.id, group, coef, best, name: looked };
  const question = useQuestion('groups', 'ranksOfLevel', asked, JSON.stringify(asked));
  return (
    <div class="ranks">
      <h3>
        {words.ofLevel} <bdi>{looked}</bdi>
      </h3>
      <Answered question={question}>{(shares) => <Shares shares={shares} />}</Answered>
    </div>
  );
}

function Shares({ shares }: { readonly shares: readonly RankShare[] }) {
  const most = Math.max(...shares.map(({ probability }) => probability));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.rankColumn}</th>
          <th scope="col">{words.probability}</th>
        </tr>
      </thead>
      <tbody>
        {shares
          .filter(({ probability }) => probability > 0)
          .map(({ from, to, probability }) => (
            <tr key={from}>
              <th scope="row">{words.ranks(number(from), number(to))}</th>
              <td>
                <svg class="share" aria-hidden="true" width="120" height="12" viewBox="0 0 120 12">
                  <rect width={(120 * probability) / most} height="12" />
                </svg>{' '}
                {percentText(probability)}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** A value once it has stood for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), patience);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
