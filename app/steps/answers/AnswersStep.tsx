import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import { NoFit } from '../../parts/NoFit.tsx';
import { chosenFitOf, type FitEntry, type Session } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';
import '../../styles/answers.css';
import { percent, texts } from '../../texts/index.ts';
import { Accuracy } from './Accuracy.tsx';
import { Answered } from './Answered.tsx';
import { Chains } from './Chains.tsx';
import { Choice } from './Choice.tsx';
import { Effects } from './Effects.tsx';
import { Groups } from './Groups.tsx';
import { Laplace } from './Laplace.tsx';
import { Models } from './Models.tsx';
import { Numbers } from './Numbers.tsx';
import { Part } from './Part.tsx';
import { Predictive } from './Predictive.tsx';
import { Priors } from './Priors.tsx';
import type { BodyProps } from './parts.ts';
import { Shares } from './Shares.tsx';
import { useQuestion } from './useQuestion.ts';
import { Verdict } from './Verdict.tsx';

const words = texts.answers;

/** Parts in the order of reading; the first ones are open from the start, and some say themselves how far draws can be trusted. */
const parts = {
  verdict: { Body: Verdict, isOpen: true, saysTrust: true },
  numbers: { Body: Numbers, isOpen: true, saysTrust: false },
  groups: { Body: Groups, isOpen: true, saysTrust: false },
  effects: { Body: Effects, isOpen: true, saysTrust: false },
  predictive: { Body: Predictive, isOpen: false, saysTrust: false },
  accuracy: { Body: Accuracy, isOpen: false, saysTrust: false },
  shares: { Body: Shares, isOpen: false, saysTrust: false },
  priors: { Body: Priors, isOpen: false, saysTrust: false },
  laplace: { Body: Laplace, isOpen: false, saysTrust: true },
  models: { Body: Models, isOpen: false, saysTrust: false },
  chains: { Body: Chains, isOpen: false, saysTrust: true },
} satisfies Record<string, { Body: FunctionComponent<BodyProps>; isOpen: boolean; saysTrust: boolean }>;

type PartName = keyof typeof parts;
const partNames = Object.keys(parts) as PartName[];

/** What the chosen fit says: the verdict first, then answers, each made when it is looked at. */
export function AnswersStep() {
  const session = useSession();
  const [level, setLevel] = useState('0.95');
  const [open, setOpen] = useState<ReadonlySet<PartName>>(
    () => new Set(partNames.filter((name) => parts[name].isOpen)),
  );
  const entry = chosenFitOf(session);
  if (entry === null) return <NoFit text={words.none} toFit={words.toFit} />;
  const toggle = (name: PartName): void =>
    setOpen(new Set(partNames.filter((one) => open.has(one) !== (one === name))));
  function goToPart(name: PartName): void {
    setOpen(new Set(open).add(name));
    const heading = document.getElementById(`answers-${name}-heading`);
    heading?.scrollIntoView();
    heading?.querySelector('button')?.focus({ preventScroll: true });
  }
  return (
    <>
      <Bar session={session} entry={entry} level={level} setLevel={setLevel} />
      <nav class="row contents" aria-label={words.parts}>
        {partNames.map((name) => (
          <button key={name} type="button" class="plain" onClick={() => goToPart(name)}>
            {words[name].name}
          </button>
        ))}
      </nav>
      <Parts
        key={`${entry.id} ${entry.report?.digest}`}
        entry={entry}
        level={Number(level)}
        open={open}
        toggle={toggle}
      />
    </>
  );
}

interface BarProps {
  readonly session: Session;
  readonly entry: FitEntry;
  readonly level: string;
  readonly setLevel: (level: string) => void;
}

const levels = ['0.5', '0.8', '0.9', '0.95', '0.99'];

function Bar({ session, entry, level, setLevel }: BarProps) {
  const { store } = useWorkbench();
  const choose = (id: string): void =>
    store.change((before) => ({ ...before, chosenFit: id }), { undoable: false });
  return (
    <div class="row asked">
      <Choice
        label={words.fit}
        value={entry.id}
        options={session.fits.map(({ id, name }) => [id, name])}
        choose={choose}
      />
      <Choice
        label={words.level}
        value={level}
        options={levels.map((one) => [one, percent(Number(one))])}
        choose={setLevel}
      />
      <code dir="auto">{entry.draft.formula}</code>
    </div>
  );
}

interface PartsProps {
  readonly entry: FitEntry;
  readonly level: number;
  readonly open: ReadonlySet<PartName>;
  readonly toggle: (name: PartName) => void;
}

function Parts({ entry, level, open, toggle }: PartsProps) {
  const question = useQuestion('answers', 'outline', { fit: entry.id }, entry.id);
  return (
    <Answered question={question}>
      {(outline) =>
        partNames.map((name) => {
          const { Body, saysTrust } = parts[name];
          const { name: title, about } = words[name];
          return (
            <Part
              key={name}
              id={`answers-${name}`}
              name={title}
              about={about}
              isOpen={open.has(name)}
              toggle={() => toggle(name)}
            >
              {entry.isTrusted || saysTrust ? null : (
                <p class="provisional">
                  <strong>{words.provisional}</strong>
                </p>
              )}
              <Body entry={entry} outline={outline} level={level} />
            </Part>
          );
        })
      }
    </Answered>
  );
}
