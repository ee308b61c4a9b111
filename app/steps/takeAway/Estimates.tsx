import type { TableFormat } from 'poolwise';
import { useId, useState } from 'preact/hooks';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { download } from '../../parts/download.ts';
import { Notice } from '../../parts/Notice.tsx';
import { useCall } from '../../parts/useCall.ts';
import type { FitEntry } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { fileName } from './fileName.ts';
import { Text } from './Text.tsx';

const words = texts.takeAway;
const endings: Readonly<Record<TableFormat, readonly [ending: string, type: string]>> = {
  text: ['.txt', 'text/plain'],
  markdown: ['.md', 'text/markdown'],
  csv: ['.csv', 'text/csv'],
  latex: ['.tex', 'application/x-tex'],
  html: ['.html', 'text/html'],
};
const formats = Object.keys(endings) as TableFormat[];

/** The table of estimates for an article. */
export function Estimates({ fit }: { readonly fit: FitEntry }) {
  const { announce } = useWorkbench();
  const id = useId();
  const [format, setFormat] = useState<TableFormat>('text');
  const answer = useCall('takeAway', 'estimates', { fit: fit.id, format }, `${fit.id} ${format}`);
  const [ending, type] = endings[format];
  const name = `${fileName(fit.name)}-table${ending}`;
  return (
    <section class="card" aria-labelledby={`${id}-table`}>
      <h2 id={`${id}-table`}>{words.table}</h2>
      <div class="row">
        <label for={`${id}-format`}>{words.tableAs}</label>
        <select
          id={`${id}-format`}
          value={format}
          onChange={({ currentTarget }) => setFormat(currentTarget.value as TableFormat)}
        >
          {formats.map((one) => (
            <option key={one} value={one}>
              {words.tableFormats[one]}
            </option>
          ))}
        </select>
        {answer.state === 'known' ? (
          <>
            <CopyButton text={answer.value} />
            <button
              type="button"
              onClick={() => {
                download(answer.value, name, type);
                announce(words.kept(name));
              }}
            >
              {words.keepTable}
            </button>
          </>
        ) : null}
      </div>
      {answer.state === 'failed' ? (
        <Notice tone="trouble">
          <p>{answer.error.message}</p>
        </Notice>
      ) : (
        <Text label={words.table}>
          {answer.state === 'known' ? answer.value : (answer.last ?? words.busy)}
        </Text>
      )}
    </section>
  );
}
