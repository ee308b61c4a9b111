import type { ColumnFacts } from '../../analysis/model/columns.ts';
import type { FamiliesAnswer } from '../../analysis/model/families.ts';
import type { ModelDraft } from '../../state/session.ts';
import { texts } from '../../texts/index.ts';
import { Choose } from './builder/choices.tsx';
import { FormulaField } from './formula/FormulaField.tsx';
import { messageAlone, placeOfError } from './formula/places.ts';
import type { ChangeDraft } from './useDraft.ts';
import type { DeclaredModel } from './useModel.ts';

const words = texts.model.further;

interface FurtherProps {
  readonly draft: ModelDraft;
  readonly columns: readonly ColumnFacts[];
  readonly families: FamiliesAnswer | null;
  readonly trouble: DeclaredModel['trouble'];
  readonly change: ChangeDraft;
}

/** What most models leave as it is: formulas of further parameters, weights, residuals that go together. */
export function Further({ draft, columns, families, trouble, change }: FurtherProps) {
  const { parameters, weights, residual } = draft;
  const own = families?.families.find(({ name }) => name === draft.family)?.parameters ?? [];
  const shown = [...own, ...Object.keys(parameters).filter((name) => !own.includes(name))];
  const isUsed = Object.keys(parameters).length > 0 || weights !== null || residual !== null;
  const numbers = columns.filter(({ numbers: facts }) => facts !== null && facts.min >= 0);
  return (
    <section class="card" aria-label={words.heading}>
      <details open={isUsed}>
        <summary>
          <h2 class="in-summary">{words.heading}</h2>
        </summary>
        {shown.map((name) => (
          <FormulaField
            key={name}
            label={words.parameter(name)}
            value={Object.hasOwn(parameters, name) ? parameters[name] : ''}
            columns={columns}
            trouble={troubleOf(trouble, Object.hasOwn(parameters, name) ? parameters[name] : '')}
            hint={words.parameterHint}
            onChange={(text) =>
              change({ parameters: withFormula(parameters, name, text) }, `formula of ${name}`)
            }
          />
        ))}
        <Choose
          label={words.weights}
          value={weights ?? ''}
          options={[
            { value: '', text: words.noWeights },
            ...numbers.map(({ name }) => ({ value: name, text: name })),
          ]}
          onChange={(name) => change({ weights: name === '' ? null : name })}
        />
        <p class="soft">{words.weightsHint}</p>
        <Residual residual={residual} columns={columns} change={change} />
      </details>
    </section>
  );
}

/** A formula without text is none. */
function withFormula(
  parameters: ModelDraft['parameters'],
  name: string,
  text: string,
): ModelDraft['parameters'] {
  const others = Object.entries(parameters).filter(([other]) => other !== name);
  return Object.fromEntries(text.trim() === '' ? others : [...others, [name, text]]);
}

/** What is wrong with this formula; null where it is about something else. */
function troubleOf(trouble: DeclaredModel['trouble'], text: string) {
  if (trouble === null || !isOf(trouble.details, text)) return null;
  return { message: messageAlone(trouble.message), place: placeOfError(text, trouble.details) };
}

/** Whether an error is about the text of one of these formulas. */
export function isOf(details: unknown, text: string): boolean {
  if (typeof details !== 'object' || details === null || text.trim() === '') return false;
  return 'formula' in details && details.formula === text;
}

interface ResidualProps {
  readonly residual: string | null;
  readonly columns: readonly ColumnFacts[];
  readonly change: ChangeDraft;
}

type Kind = keyof typeof words.structures;

/** What stands before the bar: times, a factor, or nothing but 1. */
const before: Readonly<Record<Kind, 'times' | 'factor' | 'one'>> = {
  iid: 'one',
  ar1: 'times',
  car1: 'times',
  arma11: 'times',
  cs: 'one',
  diag: 'factor',
  us: 'times',
  hetar1: 'times',
  hetcs: 'times',
};
const written = /^(\w+)\((.*?)(?: \| (.*))?\)$/u;

function Residual({ residual, columns, change }: ResidualProps) {
  const [, name = 'iid', of = '', group = ''] = written.exec(residual ?? '') ?? [];
  const isKnown = residual === null || Object.hasOwn(before, name);
  const kind = isKnown ? (name as Kind) : 'iid';
  const grouping = [...columns.filter(({ groups }) => groups), ...columns.filter(({ groups }) => !groups)];
  const options = columns.map((column) => ({ value: column.spelt, text: column.name }));
  const write = (next: Kind, nextOf: string, nextGroup: string): void => {
    const first = before[next] === 'one' ? '1' : nextOf === '' || nextOf === '1' ? columns[0].spelt : nextOf;
    const inGroup = nextGroup === '' ? grouping[0].spelt : nextGroup;
    const text = before[next] === 'factor' ? `${next}(${first})` : `${next}(${first} | ${inGroup})`;
    change({ residual: next === 'iid' ? null : text });
  };
  return (
    <fieldset>
      <legend>{words.residual}</legend>
      <p class="soft">{words.residualHint}</p>
      <div class="row">
        <Choose
          label={words.structure}
          value={kind}
          options={(Object.keys(before) as Kind[]).map((value) => ({ value, text: words.structures[value] }))}
          onChange={(next) => write(next as Kind, of, group)}
        />
        {kind === 'iid' || before[kind] === 'one' ? null : (
          <Choose
            label={before[kind] === 'times' ? words.times : words.strata}
            value={of}
            options={options}
            onChange={(next) => write(kind, next, group)}
          />
        )}
        {kind === 'iid' || before[kind] === 'factor' ? null : (
          <Choose
            label={words.within}
            value={group}
            options={grouping.map((column) => ({ value: column.spelt, text: column.name }))}
            onChange={(next) => write(kind, of, next)}
          />
        )}
      </div>
    </fieldset>
  );
}
