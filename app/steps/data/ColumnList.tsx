import { useState } from 'preact/hooks';
import type { ColumnOutline, TableOutline } from '../../analysis/operations/data.ts';
import type { DataChoice } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { number, texts } from '../../texts/index.ts';
import { LevelOrder } from './LevelOrder.tsx';
import { levelsOf, withLevels } from './questions.ts';
import { SketchPicture } from './SketchPicture.tsx';

/** So many columns at first, and more at a time: each has a picture. */
const atOnce = 40;

interface ColumnListProps {
  readonly outline: TableOutline;
  readonly data: DataChoice;
}

/** What is in each column, and as what it is read. */
export function ColumnList({ outline, data }: ColumnListProps) {
  const [most, setMost] = useState(atOnce);
  const more = outline.columns.length - most;
  return (
    <section aria-labelledby="columns-heading">
      <h2 id="columns-heading">{texts.data.columns}</h2>
      <table class="column-list">
        <thead>
          <tr>
            <th scope="col">{texts.data.column}</th>
            <th scope="col">{texts.data.kind}</th>
            <th scope="col">{texts.data.missing}</th>
            <th scope="col">{texts.data.values}</th>
          </tr>
        </thead>
        <tbody>
          {outline.columns.slice(0, most).map((column) => (
            <ColumnRow key={column.name} column={column} rows={outline.rows} factors={data.factors} />
          ))}
        </tbody>
      </table>
      {more > 0 ? (
        <button type="button" onClick={() => setMost(most + atOnce)}>
          {texts.data.moreColumns(number(Math.min(more, atOnce)))}
        </button>
      ) : null}
    </section>
  );
}

interface ColumnRowProps {
  readonly column: ColumnOutline;
  readonly rows: number;
  readonly factors: DataChoice['factors'];
}

function ColumnRow({ column, rows, factors }: ColumnRowProps) {
  const { name, kind, missing } = column;
  const isChosen = Object.hasOwn(factors, name);
  const hasLevels = kind === 'factor' || isChosen;
  const count = kind === 'factor' ? column.levelCount : column.codes.length;
  const percent = (missing / rows).toLocaleString(undefined, {
    style: 'percent',
    maximumSignificantDigits: 2,
  });
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td data-label={texts.data.kind}>
        <div>
          {hasLevels && count > 0
            ? texts.data.levelsOf(count)
            : texts.data.kinds[hasLevels ? 'factor' : kind]}
          {kind === 'number' ? <AsLevels column={column} isChosen={isChosen} /> : null}
          {hasLevels ? <LevelOrder column={column} factors={factors} /> : null}
        </div>
      </td>
      <td data-label={texts.data.missing}>
        {missing === 0 ? texts.data.noneMissing : texts.data.missingShare(number(missing), percent)}
      </td>
      <td data-label={texts.data.values}>
        <SketchPicture sketch={column.sketch} />
      </td>
    </tr>
  );
}

function AsLevels({ column, isChosen }: { readonly column: ColumnOutline; readonly isChosen: boolean }) {
  const { store } = useWorkbench();
  return (
    <label class="as-levels">
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={texts.data.asLevels(column.name)}
        onChange={({ currentTarget: { checked } }) =>
          store.change((session) => {
            if (session.data === null) return session;
            const levels = column.codes.length > 0 ? levelsOf(column) : ('sorted' as const);
            const factors = withLevels(session.data.factors, column.name, checked ? levels : null);
            return { ...session, data: { ...session.data, factors } };
          })
        }
      />{' '}
      {texts.data.asLevelsShort}
    </label>
  );
}
