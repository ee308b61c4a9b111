import type { CodeKind, CodeOptions } from 'poolwise';
import { useId, useState } from 'preact/hooks';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { download } from '../../parts/download.ts';
import { Notice } from '../../parts/Notice.tsx';
import { useCall } from '../../parts/useCall.ts';
import type { FitData, FitEntry } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { fileName } from './fileName.ts';
import { Text } from './Text.tsx';

const words = texts.takeAway;
const endings: Readonly<Record<CodeKind, string>> = { command: '.sh', script: '.mts', brms: '.R' };
const kinds = Object.keys(endings) as CodeKind[];

/** The same analysis as code. */
export function Code({ fit }: { readonly fit: FitEntry }) {
  const { announce } = useWorkbench();
  const { data } = fit;
  const id = useId();
  const [kind, setKind] = useState<CodeKind>('command');
  const [ownFile, setOwnFile] = useState(true);
  const file = data?.source.kind === 'file' && isSaid(data.reading) ? data : null;
  const base = fileName(fit.name);
  const options: CodeOptions =
    kind === 'brms'
      ? codeOptions(fit, ownFile ? file : null)
      : { ...codeOptions(fit, ownFile ? file : null), out: words.again(base) };
  const answer = useCall(
    'takeAway',
    'code',
    { fit: fit.id, kind, options },
    JSON.stringify([fit.id, kind, options]),
  );
  const name = `${base}${endings[kind]}`;
  return (
    <section class="card" aria-labelledby={`${id}-code`}>
      <h2 id={`${id}-code`}>{words.code}</h2>
      <p class="soft">{words.codeHints[kind]}</p>
      <div class="row">
        <label for={`${id}-kind`}>{words.codeAs}</label>
        <select
          id={`${id}-kind`}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as CodeKind)}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {words.codeKinds[one]}
            </option>
          ))}
        </select>
        {answer.state === 'known' ? (
          <>
            <CopyButton text={answer.value} />
            <button
              type="button"
              onClick={() => {
                download(answer.value.endsWith('\n') ? answer.value : `${answer.value}\n`, name);
                announce(words.kept(name));
              }}
            >
              {words.keepCode}
            </button>
          </>
        ) : null}
      </div>
      {file === null ? null : (
        <p>
          <label>
            <input type="checkbox" checked={ownFile} onChange={() => setOwnFile(!ownFile)} /> {words.fromFile}{' '}
            <bdi>{file.source.name}</bdi>
          </label>
        </p>
      )}
      {file !== null && ownFile ? null : <p class="soft">{words.fromFolder}</p>}
      {answer.state === 'failed' ? (
        <Notice tone="trouble">
          <p>{answer.error.message}</p>
        </Notice>
      ) : (
        <Text label={words.codeKinds[kind]}>
          {answer.state === 'known' ? answer.value : (answer.last ?? words.busy)}
        </Text>
      )}
    </section>
  );
}

/** Whether commands and scripts can say how a file is read. */
const isSaid = ({ encoding, rowNames }: FitData['reading']): boolean =>
  encoding === undefined && rowNames === undefined;

/** The settings as they were asked for, which draw the same draws. */
function codeOptions({ sampling }: FitEntry, data: FitData | null): CodeOptions {
  const { sampler, ...others } = sampling;
  const all = sampler === 'auto' ? others : sampling;
  const told = Object.entries(all).filter(([, value]) => value !== null);
  const asked = Object.fromEntries(told) as NonNullable<CodeOptions['asked']>;
  return data === null ? { asked } : { asked, data: data.source.name, reading: data.reading };
}
