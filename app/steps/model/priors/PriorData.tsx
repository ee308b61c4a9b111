import { useState } from 'preact/hooks';
import type { Declared } from '../../../analysis/declared.ts';
import type { PriorData as PriorSets } from '../../../analysis/model/priors.ts';
import { Notice } from '../../../parts/Notice.tsx';
import { Picture, useWidth } from '../../../parts/Picture.tsx';
import { useCall } from '../../../parts/useCall.ts';
import { useSession } from '../../../state/workbench.ts';
import { number, percent, sentence, texts } from '../../../texts/index.ts';

const words = texts.model.priors;

/** Data as all priors together make them, beside the data: drawn when it is unfolded. */
export function PriorData({ declared }: { readonly declared: Declared | null }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="prior-data" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.together}</summary>
      {isOpen ? <Drawn declared={declared} /> : null}
    </details>
  );
}

function Drawn({ declared }: { readonly declared: Declared | null }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { data } = useSession();
  const key = declared === null || width === 0 ? null : JSON.stringify([declared, data, width]);
  const answer = useCall('priors', 'fromPriors', { ...(declared as Declared), width }, key);
  const value = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;
  return (
    <div ref={frame} class={answer.state === 'known' ? undefined : 'stale'}>
      <p class="soft">{words.togetherHint}</p>
      {answer.state === 'failed' ? (
        <Notice tone="note">
          <p>{sentence(answer.error.message)}</p>
        </Notice>
      ) : null}
      {answer.state === 'waiting' && value === null ? <p class="soft">{words.drawing}</p> : null}
      {value === null || value.undrawn === 0 ? null : <p>{undrawnWords(value)}</p>}
      {value === null ? null : (
        <Picture svg={value.svg}>
          <table>
            <caption>{words.sets(value.dataSets)}</caption>
            <thead>
              <tr>
                {words.columns.map((heading, k) => (
                  <th key={heading} scope="col" class={k === 0 ? undefined : 'number'}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.statistics.map(({ name, observed, expected, lower, upper }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {[observed, expected, lower, upper].map((of, k) => (
                    <td key={k} class="number">
                      {number(of, 3)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Picture>
      )}
    </div>
  );
}

function undrawnWords({ dataSets, undrawn }: PriorSets): string {
  const all = dataSets + undrawn;
  return words.undrawn(undrawn, number(all), percent(undrawn / all));
}
