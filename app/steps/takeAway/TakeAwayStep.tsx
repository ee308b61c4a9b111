import '../../styles/takeAway.css';
import { Notice } from '../../parts/Notice.tsx';
import { chosenFitOf } from '../../state/session.ts';
import { goTo, useSession, useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Code } from './Code.tsx';
import { Estimates } from './Estimates.tsx';
import { Figures } from './Figures.tsx';
import { Files } from './Files.tsx';

const words = texts.takeAway;

/** The chosen fit as files: nothing leaves the machine. */
export function TakeAwayStep() {
  const { store } = useWorkbench();
  const fit = chosenFitOf(useSession());
  if (fit === null)
    return (
      <Notice tone="note">
        <p>{words.noFit}</p>
        <p>
          <button type="button" onClick={() => goTo(store, 'fit')}>
            {words.toFit}
          </button>
        </p>
      </Notice>
    );
  return (
    <div class="columns take-away" key={fit.id}>
      <Files fit={fit} />
      <Figures fit={fit} />
      <Code fit={fit} />
      <Estimates fit={fit} />
    </div>
  );
}
