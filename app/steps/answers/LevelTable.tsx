import { useMemo, useState } from 'preact/hooks';
import { SortHeading } from '../../parts/SortHeading.tsx';
import type { Sorting } from '../../parts/tableCell.ts';
import { type ShownRows, shownRows } from './shownRows.ts';

/** A number of each level, and how it is shown. */
export interface LevelColumn {
  readonly title: string;
  readonly values: ArrayLike<number>;
  show(level: number): string;
}

interface LevelTableProps {
  readonly title: string;
  /** What the levels are of, above their names. */
  readonly group: string;
  readonly names: readonly string[];
  readonly columns: readonly LevelColumn[];
  /** Those that are shown, by their places. */
  readonly levels: readonly number[];
  readonly active: number;
  readonly choose: (level: number) => void;
}

/** Pixels of a row, as the style sheet has it. */
const rowHeight = 30;
const tableHeight = 330;

/** The place of the names among the columns. */
const ofNames = -1;

/** Any number of levels in numbers: only rows in sight are in the page. */
export function LevelTable({ title, group, names, columns, levels, active, choose }: LevelTableProps) {
  const [order, setOrder] = useState<Sorting | null>(null);
  const [from, setFrom] = useState(0);
  const sorted = useMemo(
    () => (order === null ? levels : sortedLevels(levels, names, columns, order)),
    [levels, names, columns, order],
  );
  const shown: ShownRows = shownRows({ count: sorted.length, from, rowHeight, tableHeight });
  const heading = (column: number, words: string) => (
    <SortHeading
      key={column}
      column={column}
      words={words}
      isNumber={column !== ofNames}
      sorting={order}
      sort={setOrder}
    />
  );
  return (
    <section
      class="level-table"
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
      tabIndex={0}
      style={{ maxHeight: `${tableHeight}px` }}
      onScroll={({ currentTarget }) => setFrom(currentTarget.scrollTop)}
    >
      <table aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {heading(ofNames, group)}
            {columns.map((column, c) => heading(c, column.title))}
          </tr>
        </thead>
        <Space height={shown.above} columns={columns.length + 1} />
        <tbody>
          {sorted.slice(shown.first, shown.last).map((level, i) => (
            <tr
              key={level}
              aria-rowindex={shown.first + i + 2}
              class={level === active ? 'current' : undefined}
              onClick={() => choose(level)}
            >
              <th scope="row">
                <bdi>{names[level]}</bdi>
              </th>
              {columns.map((column) => (
                <td key={column.title} class="number">
                  {column.show(level)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <Space height={shown.below} columns={columns.length + 1} />
      </table>
    </section>
  );
}

/** In the place of rows out of sight. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height === 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td class="space" colSpan={columns} style={{ height: `${height}px` }} />
      </tr>
    </tbody>
  );
}

function sortedLevels(
  levels: readonly number[],
  names: readonly string[],
  columns: readonly LevelColumn[],
  { column, down }: Sorting,
): readonly number[] {
  const compare =
    column === ofNames
      ? (a: number, b: number) => names[a].localeCompare(names[b], undefined, { numeric: true })
      : (a: number, b: number) => columns[column].values[a] - columns[column].values[b];
  return [...levels].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
}
