import { useState } from 'preact/hooks';
import '../../styles/fit.css';
import type { FitEntry } from '../../state/session.ts';
import { texts } from '../../texts/index.ts';
import { proposedDraws } from './proposedDraws.ts';
import { Count } from './Settings.tsx';
import { useRuns } from './useRuns.ts';
import { whenValid } from './whenValid.ts';

const words = texts.fit.outcome;

interface MoreDrawsProps {
  readonly entry: FitEntry;
  /** Called when they are under way. */
  readonly begun?: () => void;
}

/** Lets the chains of a fit go on: as far as should do where that is known, else as far again. */
export function MoreDraws({ entry, begun }: MoreDrawsProps) {
  const runs = useRuns();
  const [draws, setDraws] = useState(() => proposedDraws(entry));
  const start = (): void => {
    runs.start({ kind: 'more', entry, draws });
    begun?.();
  };
  return (
    <form class="fit" noValidate onSubmit={(event) => whenValid(event, start)}>
      <div class="row more">
        <Count label={words.moreDraws} value={draws} least={1} most={1e6} set={setDraws} />
        <button type="submit" disabled={runs.current() !== null}>
          {words.more}
        </button>
      </div>
    </form>
  );
}
