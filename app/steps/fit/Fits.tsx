import { chosenFitOf, type FitEntry, isOfTable } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';
import { isolated, number, texts } from '../../texts/index.ts';
import { nextName } from './names.ts';
import { useRuns } from './useRuns.ts';

const words = texts.fit.fits;

/** All fits of the session: names, which one is looked at, run again, let go. */
export function Fits() {
  const session = useSession();
  const { fits } = session;
  const chosen = chosenFitOf(session);
  return (
    <section aria-labelledby="fits">
      <h2 id="fits">{words.heading}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.formula}</th>
              <th scope="col">{words.draws}</th>
              <th scope="col">{words.verdict}</th>
              <th scope="col">{words.actions}</th>
            </tr>
          </thead>
          <tbody>
            {fits.map((entry) => (
              <Row key={entry.id} entry={entry} isChosen={entry.id === chosen?.id} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ entry, isChosen }: { readonly entry: FitEntry; readonly isChosen: boolean }) {
  const { store } = useWorkbench();
  const runs = useRuns();
  const { fits, data } = useSession();
  const isOpen = isOfTable(entry, data);
  const isBusy = runs.current() !== null;
  const { id, name, draft, factors, sampling, report = sampling } = entry;
  const rename = (to: string): void =>
    store.change(
      (session) => ({
        ...session,
        fits: session.fits.map((one) => (one.id === id ? { ...one, name: to } : one)),
      }),
      { undoable: false },
    );
  const again = (): void => {
    const free = nextName(fits, (count) => words.againName(name, number(count)));
    const warmFrom = fits.find((one) => one.name === entry.warmFrom) ?? null;
    runs.start({ kind: 'fit', name: free, draft, factors, sampling, warmFrom });
  };
  return (
    <tr aria-current={isChosen ? 'true' : undefined}>
      <td>
        <input
          dir="auto"
          aria-label={words.nameOf(name)}
          value={name}
          onChange={({ currentTarget }) => rename(currentTarget.value.trim() || name)}
        />
      </td>
      <td>
        <code dir="auto">{draft.formula}</code>
        {isOpen ? null : <p class="soft">{words.elsewhere(isolated(entry.data?.source.name ?? ''))}</p>}
      </td>
      <td>{words.chainsOf(number(report.chains), number(report.draws))}</td>
      <td>{entry.isTrusted ? words.trusted : words.untrusted}</td>
      <td>
        <div class="row">
          <Action
            words={words.look}
            name={name}
            disabled={isChosen}
            act={() => store.change((session) => ({ ...session, chosenFit: id }), { undoable: false })}
          />
          <Action words={words.again} name={name} disabled={isBusy || !isOpen} act={again} />
          <Remove entry={entry} isBusy={isBusy} />
        </div>
      </td>
    </tr>
  );
}

interface ActionProps {
  readonly words: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly act: () => void;
}

function Action({ words: text, name, disabled, act }: ActionProps) {
  return (
    <button type="button" disabled={disabled} onClick={act}>
      {text}
      <span class="unseen"> {name}</span>
    </button>
  );
}

function Remove({ entry: { id, name }, isBusy }: { readonly entry: FitEntry; readonly isBusy: boolean }) {
  const { store, analysis, announce } = useWorkbench();
  function remove(): void {
    if (!confirm(words.sure(name))) return;
    store.change(
      (session) => ({
        ...session,
        fits: session.fits.filter((one) => one.id !== id),
        chosenFit: session.chosenFit === id ? null : session.chosenFit,
      }),
      { undoable: false },
    );
    void analysis.call('fit', 'forget', { id });
    announce(words.removed(name));
  }
  return <Action words={words.remove} name={name} disabled={isBusy} act={remove} />;
}
