import type { PlotKind } from 'poolwise';
import { useState } from 'preact/hooks';
import { texts } from '../../texts/index.ts';
import { Choice } from './Choice.tsx';
import { Drawn } from './Drawn.tsx';
import type { BodyProps } from './parts.ts';

const words = texts.answers.chains;

type Kind = keyof typeof words.kinds & PlotKind;
const kinds = Object.keys(words.kinds) as Kind[];

/** Those that are of parameters which may be chosen. */
const ofParameters: ReadonlySet<Kind> = new Set([
  'trace',
  'rank',
  'density',
  'ess',
  'autocorrelation',
  'pairs',
  'prior',
]);

/** Pictures of the chains, of the parameters that are chosen. */
export function Chains({ entry, outline: { parameters } }: BodyProps) {
  const [kind, setKind] = useState<Kind>('trace');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const takesParameters = ofParameters.has(kind);
  const toggle = (name: string): void =>
    setChosen(parameters.filter((one) => chosen.includes(one) !== (one === name)));
  return (
    <>
      <div class="row asked">
        <Choice
          label={words.picture}
          value={kind}
          options={kinds.map((one) => [one, words.kinds[one]])}
          choose={setKind}
        />
      </div>
      {takesParameters ? (
        <fieldset class="chosen">
          <legend>{words.parameters}</legend>
          {parameters.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />{' '}
              <bdi>{name}</bdi>
            </label>
          ))}
          <p class="soft">{chosen.length === 0 ? words.usual : ''}</p>
        </fieldset>
      ) : null}
      <Drawn
        fit={entry.id}
        most={2400}
        options={{ kind, ...(takesParameters && chosen.length > 0 ? { parameters: chosen } : {}) }}
      />
    </>
  );
}
