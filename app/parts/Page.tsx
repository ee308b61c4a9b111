import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Analysis } from '../analysis/client.ts';
import type { Keeping as KeepingOfSession } from '../state/keeping.ts';
import type { Known } from '../state/known.ts';
import { stepNames } from '../state/session.ts';
import type { Store } from '../state/store.ts';
import type { Tables } from '../state/tables.ts';
import { goTo, useSession, useWorkbench, type Workbench, WorkbenchContext } from '../state/workbench.ts';
import { steps, Teaching } from '../steps/index.ts';
import { texts } from '../texts/index.ts';
import { Arrived } from './Arrived.tsx';
import { DropAnywhere } from './DropAnywhere.tsx';
import { Keeping } from './Keeping.tsx';
import { Share } from './Share.tsx';
import { useMore } from './useMore.ts';
import '../styles/foot.css';

interface PageProps {
  readonly store: Store;
  readonly known: Known;
  readonly analysis: Analysis;
  readonly tables: Tables;
  readonly keeping: KeepingOfSession;
}

/** The whole page: a bar with the steps, the step that is looked at, and what is said aloud. */
export function Page({ store, known, analysis, tables, keeping }: PageProps) {
  const [said, say] = useState({ text: '', urgent: false });
  const workbench = useMemo<Workbench>(
    () => ({
      store,
      known,
      analysis,
      tables,
      keeping,
      announce: (text, urgent = false) => say({ text, urgent }),
    }),
    [store, known, analysis, tables, keeping],
  );
  return (
    <WorkbenchContext.Provider value={workbench}>
      <a class="skip" href="#work">
        {texts.page.skip}
      </a>
      <header class="bar">
        <p class="brand">
          <strong>{texts.page.title}</strong> <span class="tagline">{texts.page.tagline}</span>
        </p>
        <Steps />
        <History />
      </header>
      <main id="work" tabIndex={-1}>
        <Arrived />
        <CurrentStep />
      </main>
      <footer class="foot">
        <Keeping />
        <Share />
      </footer>
      <DropAnywhere />
      <p class="unseen" role="status" aria-live="polite">
        {said.urgent ? '' : said.text}
      </p>
      <p class="unseen" role="alert">
        {said.urgent ? said.text : ''}
      </p>
    </WorkbenchContext.Provider>
  );
}

function History() {
  const { store } = useWorkbench();
  useSession();
  useEffect(() => onUndoKeys(store), [store]);
  return (
    <div class="history">
      <Back sign="↶" words={texts.page.undo} can={store.canUndo()} act={store.undo} />
      <Back sign="↷" words={texts.page.redo} can={store.canRedo()} act={store.redo} />
    </div>
  );
}

interface BackProps {
  /** In the words' place on a narrow screen. */
  readonly sign: string;
  readonly words: string;
  readonly can: boolean;
  readonly act: () => void;
}

function Back({ sign, words, can, act }: BackProps) {
  return (
    <button type="button" disabled={!can} onClick={act} title={words}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="words">{words}</span>
    </button>
  );
}

/** Ctrl-Z and Ctrl-Shift-Z, where no text field has its own. */
function onUndoKeys(store: Store): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
    event.preventDefault();
    if (event.shiftKey) store.redo();
    else store.undo();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function Steps() {
  const { store } = useWorkbench();
  const { step, extra = null } = useSession();
  const isExtra = extra === 'teaching';
  const list = useRef<HTMLOListElement>(null);
  const more = useMore(list);
  useEffect(() => {
    const current = list.current?.querySelector('[aria-current]') ?? null;
    if (current !== null) list.current?.scrollTo({ left: middleOf(list.current, current) });
  }, [step, isExtra]);
  const learn = (): void =>
    store.change((session) => ({ ...session, extra: 'teaching' }), { undoable: false });
  return (
    <nav aria-label={texts.page.steps}>
      <ol class="steps" data-more={more} ref={list}>
        {stepNames.map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-current={name === step && !isExtra ? 'step' : undefined}
              onClick={() => goTo(store, name)}
            >
              {texts.steps[name].name}
            </button>
          </li>
        ))}
        <li class="beside">
          <button type="button" aria-current={isExtra ? 'page' : undefined} onClick={learn}>
            {texts.teaching.name}
          </button>
        </li>
      </ol>
    </nav>
  );
}

/** How far a list is scrolled that has an element in its middle. */
function middleOf(list: Element, element: Element): number {
  const [outer, inner] = [list.getBoundingClientRect(), element.getBoundingClientRect()];
  return list.scrollLeft + inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

/** Its heading takes the focus when the step changes, so that keyboards and screen readers are where the eye is. */
function CurrentStep() {
  const { step, extra = null } = useSession();
  const isExtra = extra === 'teaching';
  const Body = isExtra ? Teaching : steps[step];
  const heading = isExtra ? texts.teaching.heading : texts.steps[step].heading;
  return (
    <StepFrame key={isExtra ? extra : step} title={heading}>
      <Body />
    </StepFrame>
  );
}

let isFirst = true;

function StepFrame({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  return (
    <section class="step" aria-labelledby="step-heading">
      <h1 id="step-heading" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </section>
  );
}
