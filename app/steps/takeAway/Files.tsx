import type { ExportKind } from 'poolwise';
import { useId, useState } from 'preact/hooks';
import { download } from '../../parts/download.ts';
import { Notice } from '../../parts/Notice.tsx';
import type { FitEntry } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { fileName } from './fileName.ts';
import { useJob } from './useJob.ts';

const words = texts.takeAway;

/** What the files of each kind end in. */
const endings: Readonly<Record<ExportKind, string>> = {
  csv: '.csv',
  parquet: '.parquet',
  arrow: '.arrow',
  arviz: '.json',
  cmdstan: '-cmdstan.zip',
};
const kinds = Object.keys(endings) as ExportKind[];

/** Report, folder and draws. */
export function Files({ fit }: { readonly fit: FitEntry }) {
  const { analysis } = useWorkbench();
  const id = useId();
  const job = useJob();
  const [withData, setWithData] = useState(true);
  const [kind, setKind] = useState<ExportKind>('csv');
  const base = fileName(fit.name);
  const keep = (name: string, make: () => Promise<Blob>): void =>
    job.run(async () => {
      download(await make(), name);
      return words.kept(name);
    });
  return (
    <section class="card" aria-labelledby={`${id}-files`}>
      <h2 id={`${id}-files`}>{words.files}</h2>
      {fit.isTrusted ? null : (
        <Notice tone="warning">
          <p>{words.doubt}</p>
        </Notice>
      )}
      {job.trouble === null ? null : (
        <Notice tone="trouble">
          <p>{job.trouble}</p>
        </Notice>
      )}
      {job.isBusy ? <p role="status">{words.busy}</p> : null}
      <h3>{words.report}</h3>
      <p class="soft">{words.reportHint}</p>
      <button
        type="button"
        class="main"
        disabled={job.isBusy}
        onClick={() => keep(`${base}.html`, () => analysis.call('takeAway', 'report', { fit: fit.id }))}
      >
        {words.keepReport}
      </button>
      <h3>{words.folder}</h3>
      <p class="soft">
        {words.folderHint} {words.unpack} <code>{`unzip ${base}.zip && poolwise summary ${base}`}</code>
      </p>
      <p>
        <label>
          <input type="checkbox" checked={withData} onChange={() => setWithData(!withData)} />{' '}
          {words.withData}
        </label>
      </p>
      <button
        type="button"
        disabled={job.isBusy}
        onClick={() =>
          keep(`${base}.zip`, () =>
            analysis.call('takeAway', 'folder', { fit: fit.id, name: base, data: withData }),
          )
        }
      >
        {words.keepFolder}
      </button>
      <h3>{words.draws}</h3>
      <div class="row">
        <label for={`${id}-kind`}>{words.drawsAs}</label>
        <select
          id={`${id}-kind`}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as ExportKind)}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {words.drawKinds[one]}
            </option>
          ))}
        </select>
        <button
          type="button"
          disabled={job.isBusy}
          onClick={() =>
            keep(`${base}${endings[kind]}`, () =>
              analysis.call('takeAway', 'draws', { fit: fit.id, name: base, kind }),
            )
          }
        >
          {words.keepDraws}
        </button>
      </div>
    </section>
  );
}
