import { useEffect } from 'preact/hooks';
import '../../styles/fit.css';
import { Notice } from '../../parts/Notice.tsx';
import { useCall } from '../../parts/useCall.ts';
import { goTo, useOutline, useSession, useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Begin } from './Begin.tsx';
import { Fits } from './Fits.tsx';
import { Outcome } from './Outcome.tsx';
import { Settings } from './Settings.tsx';
import { TroubleNotice } from './TroubleNotice.tsx';
import { UnderWay } from './UnderWay.tsx';
import { useRuns } from './useRuns.ts';

const words = texts.fit;

/** Draws from the posterior: how many, while they come, and whether to trust them. */
export function FitStep() {
  const runs = useRuns();
  const session = useSession();
  const run = runs.current();
  const trouble = runs.trouble();
  useSayings();
  return (
    <div class="fit">
      {run === null ? (
        <div class="halves">
          <div>
            <Ready />
            {trouble === null ? null : <TroubleNotice trouble={trouble} runs={runs} />}
          </div>
          {session.fits.length > 0 ? <Outcome /> : null}
        </div>
      ) : (
        <UnderWay key={run.id} run={run} runs={runs} />
      )}
      {session.fits.length === 0 ? null : <Fits />}
    </div>
  );
}

/** What ends is said aloud, wherever the reader is on the page. */
function useSayings(): void {
  const { announce } = useWorkbench();
  const runs = useRuns();
  const { fits } = useSession();
  const latest = fits.find(({ id }) => id === runs.latest());
  const text = latest === undefined ? null : words.ended(latest.name, latest.isTrusted);
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
}

/** Settings and the button, where there is a model to fit; else what is missing. */
function Ready() {
  const { store } = useWorkbench();
  const { draft, data, sampling } = useSession();
  const table = useOutline();
  const factors = data?.factors ?? {};
  const isDraft = table !== null && draft.formula.trim() !== '';
  const key = isDraft ? JSON.stringify([draft, data, sampling, table.rows]) : null;
  const answer = useCall('fit', 'forecast', { draft, factors, sampling }, key);
  if (table === null)
    return <Missing text={words.noTable} button={words.toData} go={() => goTo(store, 'data')} />;
  if (!isDraft)
    return <Missing text={words.noModel} button={words.toModel} go={() => goTo(store, 'model')} />;
  return (
    <>
      <p class="formula">
        <code dir="auto">{draft.formula}</code>
      </p>
      <Begin forecast={answer.state === 'known' ? answer.value : null}>
        <Settings />
        {answer.state === 'failed' ? (
          <Notice tone="trouble" heading={words.cannot}>
            <p>{answer.error.message}</p>
            <button type="button" onClick={() => goTo(store, 'model')}>
              {words.toModel}
            </button>
          </Notice>
        ) : null}
      </Begin>
    </>
  );
}

function Missing({
  text,
  button,
  go,
}: {
  readonly text: string;
  readonly button: string;
  readonly go: () => void;
}) {
  return (
    <Notice tone="note">
      <p>{text}</p>
      <button type="button" onClick={go}>
        {button}
      </button>
    </Notice>
  );
}
