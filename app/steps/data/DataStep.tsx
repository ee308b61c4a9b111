import { useEffect } from 'preact/hooks';
import { useOpening, useOutline, useSession, useWorkbench } from '../../state/workbench.ts';
import { isolated, texts } from '../../texts/index.ts';
import { ColumnList } from './ColumnList.tsx';
import { DataTable } from './DataTable.tsx';
import { HowRead } from './HowRead.tsx';
import { OpeningNotice } from './OpeningNotice.tsx';
import { Questions } from './Questions.tsx';
import { Sources } from './Sources.tsx';
import { ToModel } from './ToModel.tsx';
import '../../styles/data.css';

/** Opens a table, asks about what is doubtful in it, and shows it. */
export function DataStep() {
  const { announce } = useWorkbench();
  const outline = useOutline();
  const { data } = useSession();
  const opening = useOpening();
  useEffect(() => {
    if (outline === null) return;
    const { source, rows, columns } = outline;
    announce(texts.data.opened(isolated(source), rows, columns.length));
  }, [outline]);
  if (outline === null || data === null)
    return (
      <>
        <OpeningNotice />
        {opening.kind === 'reading' ? null : <Sources />}
      </>
    );
  return (
    <>
      <OpeningNotice />
      <div class="row data-head">
        <p>
          <strong>
            <bdi>{outline.source}</bdi>
          </strong>{' '}
          <span class="soft">{texts.data.size(outline.rows, outline.columns.length)}</span>
        </p>
      </div>
      <details class="data-other">
        <summary>{texts.data.other}</summary>
        <Sources />
      </details>
      <Questions outline={outline} data={data} />
      <ToModel />
      <HowRead key={JSON.stringify(data.reading)} outline={outline} data={data} />
      <div class="data-halves">
        <div>
          <ColumnList outline={outline} data={data} />
        </div>
        <div>
          <DataTable outline={outline} />
        </div>
      </div>
    </>
  );
}
