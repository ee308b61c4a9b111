import type { PrintedTable, TableColumn, TableFormat } from 'poolwise';
import { useId, useState } from 'preact/hooks';
import { useWorkbench } from '../state/workbench.ts';
import '../styles/table.css';
import { inReadersNumbers, texts } from '../texts/index.ts';
import { SortHeading } from './SortHeading.tsx';
import { cellText, type Sorting, sortedTable } from './tableCell.ts';

export interface NumbersTableProps {
  readonly table: PrintedTable;
  /** Above it, to see and to hear; the table's own title if left out. */
  readonly title?: string;
}

/** A table of the library: sorted by its headings, its notes below, to be taken elsewhere. */
export function NumbersTable({ table, title = table.title }: NumbersTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const id = useId();
  const shown = sortedTable(table, sorting);
  const notes = [table.note ?? []].flat().filter((note) => note !== '');
  return (
    <div class="numbers">
      <p class="title" id={id} dir="auto">
        {inReadersNumbers(title)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keyboard too */}
      <section class="scroll" aria-label={title} tabIndex={0}>
        <table aria-labelledby={id}>
          <thead>
            <Spans columns={table.columns} />
            <tr>
              {table.columns.map(({ title: words, kind }, c) =>
                words === '' ? (
                  <td key={c} />
                ) : (
                  <SortHeading
                    key={c}
                    column={c}
                    words={kind === 'text' ? words : inReadersNumbers(words)}
                    isNumber={kind !== 'text'}
                    sorting={sorting}
                    sort={setSorting}
                  />
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {shown.rows.map((row, r) =>
              'heading' in row ? (
                <tr key={r}>
                  <th scope="rowgroup" colSpan={table.columns.length} class="part">
                    {row.heading}
                  </th>
                </tr>
              ) : (
                <tr key={r}>
                  {row.map((cell, c) =>
                    c === 0 ? (
                      <th key={c} scope="row">
                        <bdi>{cellText(cell)}</bdi>
                      </th>
                    ) : (
                      <td key={c} class={table.columns[c].kind === 'text' ? undefined : 'number'}>
                        {table.columns[c].kind === 'text' ? <bdi>{cellText(cell)}</bdi> : cellText(cell)}
                      </td>
                    ),
                  )}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </section>
      {notes.length === 0 ? null : (
        <ul class="soft notes">
          {notes.map((note) => (
            <li key={note} dir="auto">
              {inReadersNumbers(note)}
            </li>
          ))}
        </ul>
      )}
      <Take table={shown} />
    </div>
  );
}

/** Headings over several columns. */
function Spans({ columns }: { readonly columns: readonly TableColumn[] }) {
  if (columns.every(({ over = '' }) => over === '')) return null;
  const spans: { over: string; count: number }[] = [];
  for (const { over = '' } of columns) {
    const last = spans[spans.length - 1];
    if (last !== undefined && last.over === over) last.count++;
    else spans.push({ over, count: 1 });
  }
  return (
    <tr>
      {spans.map(({ over, count }, s) =>
        over === '' ? (
          <td key={s} colSpan={count} />
        ) : (
          <th key={s} scope="colgroup" colSpan={count}>
            <bdi>{over}</bdi>
          </th>
        ),
      )}
    </tr>
  );
}

const formats: readonly TableFormat[] = ['html', 'csv', 'markdown', 'latex', 'text'];

/** Copies the table; what the browser does not let go to the clipboard is shown, to be copied by hand. */
function Take({ table }: { readonly table: PrintedTable }) {
  const { analysis, announce } = useWorkbench();
  const [format, setFormat] = useState<TableFormat>('html');
  const [left, setLeft] = useState<string | null>(null);
  async function copy(): Promise<void> {
    const text = await analysis.call('answers', 'printed', { table, format });
    const plain =
      format === 'html' ? await analysis.call('answers', 'printed', { table, format: 'text' }) : text;
    try {
      await navigator.clipboard.write([clipping(plain, format === 'html' ? text : null)]);
      setLeft(null);
      announce(texts.table.copied);
    } catch {
      setLeft(text);
    }
  }
  return (
    <div class="row take">
      <button type="button" onClick={() => void copy()}>
        {texts.table.copy}
      </button>
      <select
        aria-label={texts.table.format}
        value={format}
        onChange={({ currentTarget: { value } }) => setFormat(value as TableFormat)}
      >
        {formats.map((name) => (
          <option key={name} value={name}>
            {texts.table.formats[name]}
          </option>
        ))}
      </select>
      {left === null ? null : (
        <label class="left">
          {texts.table.byHand}
          <textarea readOnly rows={6} value={left} onFocus={({ currentTarget }) => currentTarget.select()} />
        </label>
      )}
    </div>
  );
}

function clipping(plain: string, html: string | null): ClipboardItem {
  const blob = (text: string, type: string): Blob => new Blob([text], { type });
  return new ClipboardItem({
    'text/plain': blob(plain, 'text/plain'),
    ...(html === null ? {} : { 'text/html': blob(html, 'text/html') }),
  });
}
