import { useEffect, useState } from 'preact/hooks';
import { type ReadLink, readLink, type SharedModel } from '../state/share.ts';
import { matchColumns } from '../state/sharing.ts';
import { goTo, useOutline, useSession, useWorkbench } from '../state/workbench.ts';
import { isolated, texts } from '../texts/index.ts';
import { Notice } from './Notice.tsx';

const words = texts.sharing;

/** What stands in the page's address: a model that was shared, what it needs, and whether the table has it. */
export function Arrived() {
  const [link, setLink] = useState<ReadLink | null>(null);
  useEffect(() => {
    const look = (): void => void readLink(location.hash).then(setLink);
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  if (link === null) return null;
  const close = (): void => {
    history.replaceState(null, '', location.href.split('#')[0]);
    setLink(null);
  };
  if (link.kind === 'trouble')
    return (
      <Notice tone="trouble" heading={words.troubleHeading}>
        <p>{words.trouble[link.trouble]}</p>
        <button type="button" onClick={close}>
          {texts.data.dismiss}
        </button>
      </Notice>
    );
  return <Offer model={link.model} onDone={close} />;
}

function Offer({ model, onDone }: { readonly model: SharedModel; readonly onDone: () => void }) {
  const { store, tables, announce } = useWorkbench();
  const outline = useOutline();
  const { step } = useSession();
  function take(): void {
    store.change((session) => ({
      ...session,
      draft: { ...session.draft, ...model.draft },
      sampling: { ...session.sampling, ...model.sampling },
      data:
        session.data === null
          ? null
          : { ...session.data, factors: factorsFor(model, session.data.factors, outline?.columns ?? []) },
    }));
    announce(words.taken);
    onDone();
    goTo(store, 'model');
  }
  const { example } = model;
  return (
    <Notice tone="note" heading={words.arrived}>
      <p>
        <code>
          <bdi>{model.draft.formula}</bdi>
        </code>
      </p>
      {model.columns.length === 0 ? null : (
        <>
          <p>{words.needs}</p>
          <ul>
            {model.columns.map(({ name, kind }) => (
              <li key={name}>
                <bdi>{name}</bdi> ({texts.data.kinds[kind]})
              </li>
            ))}
          </ul>
        </>
      )}
      {outline === null ? <p>{words.openFirst}</p> : <Matched model={model} />}
      <div class="row">
        {outline === null ? null : (
          <button type="button" class="main" onClick={take}>
            {words.take}
          </button>
        )}
        {outline !== null || example === null ? null : (
          <button type="button" class="main" onClick={() => void tables.openExample(example)}>
            {words.openExample(isolated(example))}
          </button>
        )}
        {outline !== null || step === 'data' ? null : (
          <button type="button" onClick={() => goTo(store, 'data')}>
            {texts.steps.data.name}
          </button>
        )}
        <button type="button" onClick={onDone}>
          {words.leave}
        </button>
      </div>
    </Notice>
  );
}

function Matched({ model }: { readonly model: SharedModel }) {
  const outline = useOutline();
  if (outline === null) return null;
  const { missing, otherwise } = matchColumns(model.columns, outline);
  const table = isolated(outline.source);
  if (missing.length === 0 && otherwise.length === 0) return <p>{words.allThere(table)}</p>;
  return (
    <>
      {missing.length === 0 ? null : (
        <p>{words.missing(table, missing.map(({ name }) => isolated(name)).join(', '))}</p>
      )}
      {otherwise.map(({ column, found }) => (
        <p key={column.name}>
          {words.otherwise(isolated(column.name), texts.data.kinds[column.kind], texts.data.kinds[found])}
        </p>
      ))}
    </>
  );
}

/** Orders of levels that fit this table; a column of numbers that was read as levels is again. */
function factorsFor(
  { factors }: SharedModel,
  before: SharedModel['factors'],
  columns: readonly {
    readonly name: string;
    readonly levels: readonly string[];
    readonly codes: readonly string[];
    readonly kind: string;
  }[],
): SharedModel['factors'] {
  const found = new Map(columns.map((column) => [column.name, column]));
  const fitting = Object.entries(factors).flatMap(
    ([name, order]): [string, readonly string[] | 'sorted'][] => {
      const column = found.get(name);
      if (column === undefined) return [];
      const have = column.kind === 'factor' ? column.levels : column.codes;
      const isSame =
        order !== 'sorted' && order.length === have.length && have.every((level) => order.includes(level));
      if (isSame) return [[name, order]];
      return column.kind === 'number' ? [[name, have.length > 0 ? have : 'sorted']] : [];
    },
  );
  return Object.fromEntries([...Object.entries(before), ...fitting]);
}
