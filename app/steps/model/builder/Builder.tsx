import { type Built, standsAlone } from '../../../state/built.ts';
import { texts } from '../../../texts/index.ts';
import { PickAndAdd, Removable } from './choices.tsx';
import { Groups } from './Groups.tsx';
import { OutcomePart } from './OutcomePart.tsx';
import { Predictors } from './Predictors.tsx';
import type { PartProps } from './part.ts';

const words = texts.model.builder;

/** The formula put together by choices, for who would rather not write one. */
export function Builder(props: PartProps) {
  // one place for the outcome, so that its list keeps the focus when the rest comes
  return (
    <div class="builder">
      <OutcomePart {...props} />
      {props.built.outcome.value === '' ? null : (
        <>
          <Predictors {...props} />
          <Interactions {...props} />
          <Groups {...props} />
          <Offsets {...props} />
        </>
      )}
    </div>
  );
}

function Interactions({ built, onChange }: PartProps) {
  const able = built.predictors.filter((text) => !standsAlone(text));
  if (able.length < 2 && built.interactions.length === 0) return null;
  const change = (interactions: Built['interactions']): void => onChange({ ...built, interactions });
  return (
    <fieldset>
      <legend>{words.interactions}</legend>
      <p class="soft">{words.interactionsHint}</p>
      <ul class="chosen">
        {built.interactions.map((variables) => {
          const text = variables.join(':');
          return (
            <Removable
              key={text}
              name={text}
              onRemove={() => change(built.interactions.filter((one) => one !== variables))}
            >
              <bdi>{variables.join(' × ')}</bdi>
            </Removable>
          );
        })}
      </ul>
      <PickAndAdd
        label={words.addInteraction}
        options={pairs(able, built.interactions).map(([a, b]) => ({
          value: `${a}:${b}`,
          text: `${a} × ${b}`,
        }))}
        onAdd={(picked) => {
          const pair = pairs(able, built.interactions).find(([a, b]) => `${a}:${b}` === picked);
          if (pair !== undefined) change([...built.interactions, pair]);
        }}
      />
    </fieldset>
  );
}

/** Pairs of predictors that have no interaction yet. */
function pairs(able: readonly string[], taken: Built['interactions']): (readonly [string, string])[] {
  const known = new Set(taken.map((variables) => [...variables].sort().join('\n')));
  return able.flatMap((a, k) =>
    able.slice(k + 1).flatMap((b) => (known.has([a, b].sort().join('\n')) ? [] : [[a, b] as const])),
  );
}

/** Whether a column is the outcome, its logarithm, or goes with it. */
function outcomeColumns(outcome: Built['outcome']): (spelt: string) => boolean {
  const { kind, value } = outcome;
  const others =
    kind === 'trials' ? [outcome.trials] : kind === 'censored' ? [outcome.code, outcome.upper] : [];
  return (spelt) => value === spelt || value === `log(${spelt})` || others.includes(spelt);
}

function Offsets({ built, columns, onChange }: PartProps) {
  const change = (offsets: readonly string[]): void => onChange({ ...built, offsets });
  const groups = new Set(built.groups.map((group) => (group.kind === 'varying' ? group.group : '')));
  const ofOutcome = outcomeColumns(built.outcome);
  const numbers = columns
    .filter(
      ({ numbers: facts, spelt, distinct }) =>
        facts !== null && facts.min > 0 && distinct >= 2 && !groups.has(spelt) && !ofOutcome(spelt),
    )
    .sort((a, b) => Number(a.ids) - Number(b.ids));
  const options = numbers.flatMap(({ spelt, name }) => [
    { value: `log(${spelt})`, text: words.logOf(name) },
    { value: spelt, text: name },
  ]);
  return (
    <fieldset>
      <legend>{words.offset}</legend>
      <p class="soft">{words.offsetHint}</p>
      <ul class="chosen">
        {built.offsets.map((text) => (
          <Removable
            key={text}
            name={text}
            onRemove={() => change(built.offsets.filter((one) => one !== text))}
          >
            <bdi>{text}</bdi>
          </Removable>
        ))}
      </ul>
      <PickAndAdd
        label={words.addOffset}
        options={options.filter(({ value }) => !built.offsets.includes(value))}
        onAdd={(text) => change([...built.offsets, text])}
      />
    </fieldset>
  );
}
