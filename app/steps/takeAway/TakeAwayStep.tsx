import '../../styles/takeAway.css';
import { NoFit } from '../../parts/NoFit.tsx';
import { chosenFitOf } from '../../state/session.ts';
import { useSession } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Code } from './Code.tsx';
import { Estimates } from './Estimates.tsx';
import { Figures } from './Figures.tsx';
import { Files } from './Files.tsx';

const words = texts.takeAway;

/** The chosen fit as files: nothing leaves the machine. */
export function TakeAwayStep() {
  const fit = chosenFitOf(useSession());
  if (fit === null) return <NoFit text={words.noFit} toFit={words.toFit} />;
  return (
    <div class="columns take-away" key={fit.id}>
      <Files fit={fit} />
      <Figures fit={fit} />
      <Code fit={fit} />
      <Estimates fit={fit} />
    </div>
  );
}
