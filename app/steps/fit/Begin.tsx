import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { FitForecast } from '../../analysis/operations/fit.ts';
import type { FitEntry } from '../../state/session.ts';
import { useSession } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { bytesText, secondsText } from './amounts.ts';
import { nextName } from './names.ts';
import { useRuns } from './useRuns.ts';
import { whenValid } from './whenValid.ts';

const words = texts.fit.begin;

interface BeginProps {
  /** What the fit will take; null: not known yet. */
  readonly forecast: FitForecast | null;
  readonly children: ComponentChildren;
}

/** The settings, what the fit will take, the offer to begin where another one ended, and the button. */
export function Begin({ forecast, children }: BeginProps) {
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
    <form noValidate onSubmit={(event) => whenValid(event, start)}>
      {children}
      <p class="soft" aria-live="polite">
        {forecast === null
          ? words.looking
          : words.takes(secondsText(forecast.setUpSeconds), bytesText(forecast.bytes), forecast.quantities)}
      </p>
      {offered === null ? null : <Warm offered={offered} isWarm={warm} set={setWarm} />}
      <p>
        <button type="submit" class="main" disabled={forecast === null}>
          {words.start}
        </button>
      </p>
    </form>
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
