import type { Declared } from '../../../analysis/declared.ts';
import type { PriorPicture, Spread } from '../../../analysis/model/priors.ts';
import { Picture, useWidth } from '../../../parts/Picture.tsx';
import { useCall } from '../../../parts/useCall.ts';
import { useSession } from '../../../state/workbench.ts';
import { number, texts } from '../../../texts/index.ts';

const words = texts.model.priors;

interface PriorMeaningProps {
  readonly parameter: string;
  /** Null while the model cannot be declared. */
  readonly declared: Declared | null;
}

/** A prior drawn, on its own scale and on the outcome's, and the same in a sentence. */
export function PriorMeaning({ parameter, declared }: PriorMeaningProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { data } = useSession();
  const key = declared === null || width === 0 ? null : JSON.stringify([declared, data, parameter, width]);
  const answer = useCall('priors', 'prior', { ...(declared as Declared), parameter, width }, key);
  const value = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;
  return (
    <div ref={frame} class={answer.state === 'known' ? undefined : 'stale'}>
      {answer.state === 'failed' ? <p class="trouble-text">{answer.error.message}</p> : null}
      {answer.state === 'waiting' && value === null ? <p class="soft">{words.drawing}</p> : null}
      {value === null ? null : (
        <>
          <Picture svg={value.svg} />
          <p>{sentence(parameter, value)}</p>
        </>
      )}
    </div>
  );
}

function sentence(parameter: string, { draws, outcome, why }: PriorPicture): string {
  const own = words.spread(parameter, ...shown(draws));
  if (outcome === null) return `${own} ${words.noOutcome(why ?? '')}`;
  const each = outcome.parts.map((part) =>
    words.outcome[outcome.of](
      part.label === '' ? outcome.name : `${outcome.name} = ${part.label}`,
      ...shown(part),
    ),
  );
  return [own, ...each].join(' ');
}

const shown = ({ low, middle, high }: Spread): [string, string, string] => [
  number(low, 3),
  number(middle, 3),
  number(high, 3),
];
