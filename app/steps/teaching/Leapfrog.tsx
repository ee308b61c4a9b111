import { useId, useState } from 'preact/hooks';
import type { DensityName, PathAnswer } from '../../analysis/operations/teaching.ts';
import { useCall } from '../../parts/useCall.ts';
import type { Session } from '../../state/session.ts';
import { useSession } from '../../state/workbench.ts';
import { isolated, number, percent, texts } from '../../texts/index.ts';
import { type Ground, outlines, PathPicture, rangesOf } from './pictures.tsx';
import { Failed, Slider, shown } from './Slider.tsx';

const words = texts.teaching.leapfrog;

interface Walked {
  readonly stepSize: number;
  readonly steps: number;
}

/** How a trajectory is walked: on a fit of the session, seen in two parameters of one's choice, or on a density of two. */
export function Leapfrog() {
  const fit = chosenOf(useSession());
  const [asked, ask] = useState<DensityName | 'own'>('own');
  const [stepSize, setStepSize] = useState(0.2);
  const [steps, setSteps] = useState(20);
  const walked = { stepSize, steps };
  const on = asked === 'own' && fit === null ? 'correlated' : asked;
  return (
    <section aria-labelledby="leapfrog">
      <h2 id="leapfrog">{words.heading}</h2>
      <p>{words.about}</p>
      <Pick
        label={words.density}
        value={on}
        options={[
          ...(fit === null ? [] : [['own', words.own(isolated(fit.name))] as const]),
          ...Object.entries(words.densities),
        ]}
        pick={(name) => ask(name as DensityName | 'own')}
      />
      <Slider
        label={words.stepSize}
        {...{ min: 0.02, max: 1.2, step: 0.02, value: stepSize, set: setStepSize }}
        text={number(stepSize)}
      />
      <Slider
        label={words.steps}
        {...{ min: 1, max: 60, step: 1, value: steps, set: setSteps }}
        text={number(steps)}
      />
      {on !== 'own' ? (
        <BuiltIn key={on} density={on} {...walked} />
      ) : fit === null ? null : (
        <Own key={fit.id} fit={fit.id} {...walked} />
      )}
    </section>
  );
}

/** The one that is being looked at, or the latest. */
const chosenOf = ({ fits, chosenFit }: Session): Session['fits'][number] | null =>
  fits.find(({ id }) => id === chosenFit) ?? fits.at(-1) ?? null;

const square: Ground['ranges'] = [
  [-4, 4],
  [-3.2, 3.2],
];

function BuiltIn({ density, stepSize, steps }: Walked & { readonly density: DensityName }) {
  const request = { density, stepSize, steps };
  const answer = useCall('teaching', 'path', request, JSON.stringify(request));
  const path = shown(answer);
  const curves = [1, 2].map((k) => outlines[density](k));
  return (
    <>
      <Failed answer={answer} />
      {path === null ? null : (
        <Walk
          ground={{ curves, draws: [], names: words.parameters[density], ranges: square }}
          {...{ path, steps }}
        />
      )}
    </>
  );
}

function Own({ fit, ...walked }: Walked & { readonly fit: string }) {
  const [of, look] = useState<readonly [string, string] | null>(null);
  const [start, setStart] = useState(1);
  const request = { fit, of, start, ...walked };
  const answer = useCall('teaching', 'ownPath', request, JSON.stringify(request));
  const known = shown(answer);
  if (known === null) return <Failed answer={answer} />;
  const { of: seen, choices, draws } = known;
  const inWords = (name: string): string => choices.find(([one]) => one === name)?.[1] ?? name;
  const options = choices.map(([name, text]) => [name, text] as const);
  return (
    <>
      <Pick
        label={words.across}
        value={(of ?? seen)[0]}
        options={options}
        pick={(x) => look((before) => [x, (before ?? seen)[1]])}
      />
      <Pick
        label={words.up}
        value={(of ?? seen)[1]}
        options={options}
        pick={(y) => look((before) => [(before ?? seen)[0], y])}
      />
      <p class="soft">{words.ownAbout}</p>
      <Failed answer={answer} />
      <Walk
        ground={{ curves: [], draws, names: [inWords(seen[0]), inWords(seen[1])], ranges: rangesOf(draws) }}
        path={known}
        steps={walked.steps}
      />
      <button type="button" onClick={() => setStart(start + 1)}>
        {words.elsewhere}
      </button>
    </>
  );
}

interface WalkProps {
  readonly ground: Ground;
  readonly path: PathAnswer;
  /** That were asked for. */
  readonly steps: number;
}

/** Far more energy than any point that is ever accepted. */
const ranAway = 1000;

function Walk({ ground, path, steps }: WalkProps) {
  const { energy, points } = path;
  const error = (energy.at(-1) ?? 0) - (energy[0] ?? 0);
  const isDiverged = points.length <= steps || error > ranAway;
  return (
    <>
      <PathPicture ground={ground} path={path} />
      <p aria-live="polite">
        {isDiverged ? words.diverged : words.error(number(error, 3), percent(Math.min(1, Math.exp(-error))))}
      </p>
    </>
  );
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly pick: (value: string) => void;
}

function Pick({ label, value, options, pick }: PickProps) {
  const id = useId();
  return (
    <p class="row">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => pick(currentTarget.value)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}
