import type { ColumnFacts } from '../../../analysis/model/columns.ts';
import type { BuiltOutcome } from '../../../state/built.ts';
import { texts } from '../../../texts/index.ts';
import { Choose, type Option } from './choices.tsx';
import type { PartProps } from './part.ts';

const words = texts.model.builder;

type Way = 'asIs' | 'log' | 'trials' | 'censored';

/** The outcome: which column, and how it is meant. */
export function OutcomePart({ built, columns, onChange }: PartProps) {
  const { outcome } = built;
  const change = (next: BuiltOutcome): void => onChange({ ...built, outcome: next });
  const { way, column } = wayOf(outcome, columns);
  const written = (value: string): void => change({ kind: 'values', value });
  return (
    <fieldset>
      <legend>{words.outcome}</legend>
      {outcome.kind === 'written' ? (
        <p>
          <code>
            <bdi>{outcome.value}</bdi>
          </code>{' '}
          <span class="soft">{words.written}</span>
        </p>
      ) : null}
      <div class="row">
        <Choose
          label={words.outcomeColumn}
          value={outcome.kind === 'written' ? '' : column}
          options={[...(column === '' ? [{ value: '', text: words.pick }] : []), ...columns.map(optionOf)]}
          onChange={(spelt) =>
            change(inWay(spelt, outcome.kind === 'written' ? 'asIs' : way, outcome, columns))
          }
        />
        {outcome.kind === 'written' || column === '' ? null : (
          <Choose
            label={words.as}
            value={way}
            options={(['asIs', 'log', 'trials', 'censored'] as const).map((value) => ({
              value,
              text: words.ways[value],
            }))}
            onChange={(value) => change(inWay(column, value as Way, outcome, columns))}
          />
        )}
        {outcome.kind === 'trials' ? (
          <Choose
            label={words.trials}
            value={outcome.trials}
            options={columns.filter(isCount).map(optionOf)}
            onChange={(trials) => change({ ...outcome, trials })}
          />
        ) : null}
        {outcome.kind === 'censored' ? (
          <>
            <Choose
              label={words.status}
              value={outcome.code}
              options={columns.map(optionOf)}
              onChange={(code) => change({ ...outcome, code })}
            />
            <Choose
              label={words.upper}
              value={outcome.upper ?? ''}
              options={[{ value: '', text: words.none }, ...columns.map(optionOf)]}
              onChange={(upper) => change({ ...outcome, upper: upper === '' ? null : upper })}
            />
          </>
        ) : null}
        {outcome.kind === 'written' ? (
          <button type="button" onClick={() => written('')}>
            {words.startAnew}
          </button>
        ) : null}
      </div>
    </fieldset>
  );
}

export const optionOf = ({ name, spelt }: ColumnFacts): Option => ({ value: spelt, text: name });

const isCount = ({ numbers }: ColumnFacts): boolean => numbers?.whole === true && numbers.min >= 0;

function wayOf(outcome: BuiltOutcome, columns: readonly ColumnFacts[]): { way: Way; column: string } {
  const logOf = columns.find(({ spelt }) => outcome.value === `log(${spelt})`);
  if (outcome.kind === 'trials' || outcome.kind === 'censored')
    return { way: outcome.kind, column: outcome.value };
  return logOf === undefined ? { way: 'asIs', column: outcome.value } : { way: 'log', column: logOf.spelt };
}

/** What is needed further is the first column that might be it, to be chosen otherwise. */
function inWay(
  column: string,
  way: Way,
  before: BuiltOutcome,
  columns: readonly ColumnFacts[],
): BuiltOutcome {
  const others = columns.filter(({ spelt }) => spelt !== column);
  switch (way) {
    case 'asIs':
      return { kind: 'values', value: column };
    case 'log':
      return { kind: 'values', value: `log(${column})` };
    case 'trials': {
      const trials = before.kind === 'trials' ? before.trials : (others.find(isCount) ?? others[0])?.spelt;
      return trials === undefined
        ? { kind: 'values', value: column }
        : { kind: 'trials', value: column, trials };
    }
    case 'censored': {
      const code = before.kind === 'censored' ? before.code : others.find(mightSayStatus)?.spelt;
      if (code === undefined && others.length === 0) return { kind: 'values', value: column };
      return { kind: 'censored', value: column, code: code ?? others[0].spelt, upper: null };
    }
  }
}

/** Levels or few whole numbers, as a status is. */
const mightSayStatus = ({ kind, distinct }: ColumnFacts): boolean => kind === 'factor' || distinct <= 4;
