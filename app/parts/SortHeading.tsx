import { texts } from '../texts/index.ts';
import type { Sorting } from './tableCell.ts';

interface SortHeadingProps {
  /** Of the column; what `sorting` means by it is the table's affair. */
  readonly column: number;
  readonly words: string;
  readonly isNumber: boolean;
  readonly sorting: Sorting | null;
  readonly sort: (sorting: Sorting | null) => void;
}

/** A heading that sorts its column upwards, then downwards, then as it was. */
export function SortHeading({ column, words, isNumber, sorting, sort }: SortHeadingProps) {
  const own = sorting?.column === column ? sorting : null;
  const next = own === null ? { column, down: false } : own.down ? null : { column, down: true };
  const order = own === null ? undefined : own.down ? 'descending' : 'ascending';
  return (
    <th scope="col" class={isNumber ? 'number' : undefined} aria-sort={order}>
      <button type="button" class="plain" title={texts.table.sort} onClick={() => sort(next)}>
        <bdi>{words}</bdi>
        <span aria-hidden="true">{own === null ? '' : own.down ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  );
}
