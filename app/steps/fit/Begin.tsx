import { useState } from 'preact/hooks';
import type { FitForecast } from '../../analysis/operations/fit.ts';
import type { FitEntry } from '../../state/session.ts';
import { useSession } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { bytesText, secondsText } from './amounts.ts';
import { nextName } from './names.ts';
import { useRuns } from './useRuns.ts';

const words = texts.fit.begin;

/** What the fit will take, the offer to begin where another one ended, and the button; null: it is not known yet what it takes. */
export function Begin({ forecast }: { readonly forecast: FitForecast | null }) {
  const runs = useRuns();
  const { fits, draft, data, sampling } = useSession();
  const [warm, setWarm] = useState(false);
  const offered = fits.findLast(({ id }) => forecast?.warmFrom.includes(id) ?? false) ?? null;
  const start = (): void =>
    runs.start({
      ...{ kind: 'fit', name: nextName(fits, words.name), draft, factors: data?.factors ?? {}, sampling },
      ...{ warmFrom: warm ? offered : null },
    });
  return (
    <>
      <p class="soft" aria-live="polite">
        {forecast === null
          ? words.looking
          : words.takes(secondsText(forecast.setUpSeconds), bytesText(forecast.bytes), forecast.quantities)}
      </p>
      {offered === null ? null : <Warm offered={offered} isWarm={warm} set={setWarm} />}
      <p>
        <button type="button" class="main" disabled={forecast === null} onClick={start}>
          {words.start}
        </button>
      </p>
    </>
  );
}

interface WarmProps {
  readonly offered: FitEntry;
  readonly isWarm: boolean;
  readonly set: (isWarm: boolean) => void;
}

function Warm({ offered, isWarm, set }: WarmProps) {
  return (
    <p>
      <label>
        <input
          type="checkbox"
          checked={isWarm}
          onChange={({ currentTarget }) => set(currentTarget.checked)}
        />{' '}
        {words.warm} <bdi>{offered.name}</bdi>
      </label>{' '}
      <span class="soft">{words.warmHint}</span>
    </p>
  );
}
