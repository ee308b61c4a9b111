import { useState } from 'preact/hooks';
import '../../styles/picture.css';
import '../../styles/teaching.css';
import { useCall } from '../../parts/useCall.ts';
import { useSession } from '../../state/workbench.ts';
import { inDecimals, number, percent, texts } from '../../texts/index.ts';
import { Leapfrog } from './Leapfrog.tsx';
import { ApartPicture, PoolingPicture } from './pictures.tsx';
import { Failed, Slider, shown } from './Slider.tsx';

const words = texts.teaching;

/** What partial pooling does, how trajectories are walked, and what R-hat sees: each with a slider. */
export function Teaching() {
  return (
    <>
      <p>{words.about}</p>
      <div class="teaching">
        <Pooling />
        <Leapfrog />
        <Apart />
      </div>
    </>
  );
}

/** The slider's end: an sd of infinity. */
const none = 2;

function Pooling() {
  const { draft, data } = useSession();
  const [place, setPlace] = useState(0.3);
  const share = place < none ? place : Number.POSITIVE_INFINITY;
  const factors = data?.factors ?? {};
  const asked = draft.formula.trim() === '' ? null : { draft, factors };
  const answer = useCall(
    'teaching',
    'pooling',
    { draft: asked, share },
    JSON.stringify([asked, data, place]),
  );
  const known = shown(answer);
  return (
    <section aria-labelledby="pooling">
      <h2 id="pooling">{words.pooling.heading}</h2>
      <p>{words.pooling.about}</p>
      <Slider
        label={words.pooling.sd}
        {...{ min: 0, max: none, step: 0.02, value: place, set: setPlace }}
        text={known === null ? '' : number(share * known.widest, 3)}
      />
      <Failed answer={answer} />
      {known === null ? null : (
        <>
          <p class="soft">
            {known.of === null ? (
              words.pooling.schools
            ) : (
              <>
                <code dir="auto">{known.of.formula}</code>
                {words.pooling.own}
              </>
            )}
          </p>
          <PoolingPicture pooled={known.partial} complete={known.complete} />
          <details>
            <summary>{texts.picture.behind}</summary>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    {words.pooling.columns.map((name) => (
                      <th key={name} scope="col">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {known.partial.groups.map(({ label, own, partial, sd, share: pulled }) => (
                    <tr key={label}>
                      <th scope="row">
                        <bdi>{label}</bdi>
                      </th>
                      {[own, partial, sd, known.complete].map((value, i) => (
                        <td key={i} class="number">
                          {number(value, 3)}
                        </td>
                      ))}
                      <td class="number">{percent(pulled)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </section>
  );
}

function Apart() {
  const [by, setBy] = useState(0);
  const answer = useCall('teaching', 'apart', { by }, String(by));
  const known = shown(answer);
  return (
    <section aria-labelledby="apart">
      <h2 id="apart">{words.apart.heading}</h2>
      <p>{words.apart.about}</p>
      <Slider
        label={words.apart.by}
        {...{ min: 0, max: 2, step: 0.05, value: by, set: setBy }}
        text={number(by)}
      />
      <Failed answer={answer} />
      {known === null ? null : (
        <>
          <ApartPicture chains={known.chains} />
          <p aria-live="polite">
            {words.apart.says(
              inDecimals(known.rhat, 3),
              number(Math.round(known.essBulk)),
              number(Math.round(known.essTail)),
            )}
          </p>
          <p class="soft">{known.rhat > 1.01 ? words.apart.bad : words.apart.good}</p>
        </>
      )}
    </section>
  );
}
