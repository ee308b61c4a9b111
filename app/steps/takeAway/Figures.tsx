import type { PlotKind } from 'poolwise';
import { useId, useMemo, useState } from 'preact/hooks';
import { download } from '../../parts/download.ts';
import { Notice } from '../../parts/Notice.tsx';
import { useCall } from '../../parts/useCall.ts';
import type { FitEntry } from '../../state/session.ts';
import { texts } from '../../texts/index.ts';
import { fileName } from './fileName.ts';
import { useJob } from './useJob.ts';

const words = texts.takeAway;
const kinds = Object.keys(words.figureKinds) as (keyof typeof words.figureKinds & PlotKind)[];
/** Those that are drawn along a variable of the data. */
const along: readonly PlotKind[] = ['effect'];
const pixels = 3;

/** Pictures for paper and slides. */
export function Figures({ fit }: { readonly fit: FitEntry }) {
  const id = useId();
  const job = useJob();
  const [kind, setKind] = useState<PlotKind>('intervals');
  const [chosen, setVariable] = useState<string | null>(null);
  const known = useCall('takeAway', 'variables', { fit: fit.id }, fit.id);
  const variables = known.state === 'known' ? known.value : [];
  const isAlong = along.includes(kind);
  const variable = isAlong ? (chosen ?? variables[0] ?? null) : null;
  const key = isAlong && known.state !== 'known' ? null : JSON.stringify([fit.id, kind, variable]);
  const answer = useCall('takeAway', 'figure', { fit: fit.id, kind, variable }, key);
  const svg = answer.state === 'known' ? answer.value : null;
  const name = fileName(variable === null ? `${fit.name}-${kind}` : `${fit.name}-${kind}-${variable}`);
  return (
    <section class="card" aria-labelledby={`${id}-figures`}>
      <h2 id={`${id}-figures`}>{words.figures}</h2>
      <div class="row">
        <label for={`${id}-kind`}>{words.figure}</label>
        <select
          id={`${id}-kind`}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as PlotKind)}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {words.figureKinds[one]}
            </option>
          ))}
        </select>
        {isAlong ? (
          <label>
            {words.variable}{' '}
            <select value={variable ?? ''} onChange={({ currentTarget }) => setVariable(currentTarget.value)}>
              {variables.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      <div class="row">
        <button
          type="button"
          disabled={svg === null}
          onClick={() =>
            job.run(async () => {
              download(svg ?? '', `${name}.svg`, 'image/svg+xml');
              return words.kept(`${name}.svg`);
            })
          }
        >
          {words.keepSvg}
        </button>
        <button
          type="button"
          disabled={svg === null || job.isBusy}
          onClick={() =>
            job.run(async () => {
              const { svgToPngInPage } = await import('../../parts/png.ts');
              download(await svgToPngInPage(svg ?? '', pixels), `${name}.png`);
              return words.kept(`${name}.png`);
            })
          }
        >
          {words.keepPng}
        </button>
      </div>
      {job.trouble === null ? null : (
        <Notice tone="trouble">
          <p>{job.trouble}</p>
        </Notice>
      )}
      {answer.state === 'failed' ? (
        <Notice tone="trouble">
          <p>{answer.error.message}</p>
        </Notice>
      ) : svg === null ? (
        <p class="soft">{words.busy}</p>
      ) : (
        <Preview svg={svg} alt={words.figureKinds[kind as keyof typeof words.figureKinds]} />
      )}
    </section>
  );
}

/** The file as it will be, on white whatever the page is on. */
function Preview({ svg, alt }: { readonly svg: string; readonly alt: string }) {
  const address = useMemo(() => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, [svg]);
  return <img class="preview" src={address} alt={alt} />;
}
