import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Rows, TableOutline } from '../../analysis/operations/data.ts';
import { useCall } from '../../parts/useCall.ts';
import { useSession } from '../../state/workbench.ts';
import { number, texts } from '../../texts/index.ts';
import { firstRow, rowAfterKey, type Scrolling, scrollHeight, topOf } from './visibleRows.ts';

/** As styles/data.css says it. */
const rowHeight = 28;
/** So many columns stand beside each other; a table with more is leafed through. */
const columnsAtOnce = 40;

/** The rows of the table; only those that are seen are asked from the worker. */
export function DataTable({ outline }: { readonly outline: TableOutline }) {
  const { data } = useSession();
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [seen, setSeen] = useState(15);
  const [page, setPage] = useState(0);
  const wanted = useRef<number | null>(null);
  const scrolling: Scrolling = { rows: outline.rows, seen: Math.min(seen, outline.rows), rowHeight };
  const columns = outline.columns.slice(page * columnsAtOnce, (page + 1) * columnsAtOnce);
  const answer = useCall(
    'data',
    'rows',
    { from: first, count: scrolling.seen, columns: columns.map(({ name }) => name) },
    `${JSON.stringify([data?.source, data?.reading])} ${first} ${scrolling.seen} ${page}`,
  );
  const shown = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const watch = new ResizeObserver(() =>
      setSeen(Math.max(3, Math.floor(element.clientHeight / rowHeight) - 1)),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  /** Where a row is asked for, that row is the first, whatever the rounded pixels say. */
  function goToRow(row: number): void {
    const element = scroller.current;
    if (element === null) return;
    const place = Math.min(Math.max(0, outline.rows - scrolling.seen), Math.max(0, row));
    wanted.current = place;
    setFirst(place);
    element.scrollTop = topOf(place, scrolling);
  }

  function onScroll(): void {
    const element = scroller.current;
    if (element === null) return;
    const asked = wanted.current;
    wanted.current = null;
    const isAsked = asked !== null && Math.abs(element.scrollTop - topOf(asked, scrolling)) < 2;
    setFirst(isAsked ? asked : firstRow(element.scrollTop, scrolling));
  }

  return (
    <section aria-labelledby="table-heading">
      <h2 id="table-heading">{texts.data.table}</h2>
      <div class="row">
        <Jump rows={outline.rows} onJump={(row) => goToRow(row - 1)} />
        <Pages columns={outline.columns.length} page={page} onPage={setPage} />
      </div>
      <p class="soft" id="table-keys">
        {texts.data.tableKeys}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: what scrolls takes the focus, so that keys go through it */}
      <div
        class="rows"
        ref={scroller}
        role="region"
        aria-labelledby="table-heading"
        aria-describedby="table-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={(event) => {
          const row = event.altKey || event.metaKey ? null : rowAfterKey(event.key, first, scrolling);
          if (row === null) return;
          event.preventDefault();
          goToRow(row);
        }}
      >
        {/* the header, and what of a row is cut off below */}
        <div class="rows-height" style={{ height: `${scrollHeight(scrolling) + 2 * rowHeight}px` }}>
          <table aria-rowcount={outline.rows + 1} aria-colcount={outline.columns.length + 1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col" class="number">
                  {texts.data.row}
                </th>
                {columns.map(({ name, kind }, j) => (
                  <th
                    key={name}
                    scope="col"
                    aria-colindex={page * columnsAtOnce + j + 2}
                    class={kind === 'number' ? 'number' : undefined}
                  >
                    <bdi>{name}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{shown === null ? null : <Body shown={shown} outline={outline} page={page} />}</tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

interface BodyProps {
  readonly shown: Rows;
  readonly outline: TableOutline;
  readonly page: number;
}

function Body({ shown: { from, rows }, outline, page }: BodyProps) {
  const isNumber = outline.columns
    .slice(page * columnsAtOnce, (page + 1) * columnsAtOnce)
    .map(({ kind }) => kind === 'number');
  return (
    <>
      {rows.map((cells, i) => (
        <tr key={i} aria-rowindex={from + i + 2}>
          <th scope="row" class="number">
            {number(from + i + 1)}
          </th>
          {cells.map((cell, j) => (
            <td key={j} class={isNumber[j] ? 'number' : undefined}>
              {cell === null ? <Missing /> : <bdi>{cell}</bdi>}
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}

function Missing() {
  return (
    <>
      <span class="missing" aria-hidden="true">
        –
      </span>
      <span class="unseen">{texts.data.missingCell}</span>
    </>
  );
}

function Jump({ rows, onJump }: { readonly rows: number; readonly onJump: (row: number) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        const row = Math.round(Number(text));
        if (row >= 1) onJump(Math.min(row, rows));
      }}
    >
      <label>
        {texts.data.jump}{' '}
        <input
          class="jump"
          type="number"
          min={1}
          max={rows}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit">{texts.data.jumpGo}</button>
    </form>
  );
}

interface PagesProps {
  readonly columns: number;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function Pages({ columns, page, onPage }: PagesProps) {
  const last = Math.ceil(columns / columnsAtOnce) - 1;
  if (last < 1) return null;
  const [from, to] = [page * columnsAtOnce + 1, Math.min(columns, (page + 1) * columnsAtOnce)];
  return (
    <div class="row">
      <span>{texts.data.columnsShown(number(from), number(to), number(columns))}</span>
      <button type="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {texts.data.previousColumns}
      </button>
      <button type="button" disabled={page === last} onClick={() => onPage(page + 1)}>
        {texts.data.nextColumns}
      </button>
    </div>
  );
}
