import { useState } from 'preact/hooks';
import type { Declared } from '../../../analysis/declared.ts';
import type { PriorRow } from '../../../analysis/model/outline.ts';
import { texts } from '../../../texts/index.ts';
import { PickAndAdd } from '../builder/choices.tsx';
import { CaretText } from '../formula/CaretText.tsx';
import { messageAlone, placeOfError } from '../formula/places.ts';
import type { ChangeDraft } from '../useDraft.ts';
import type { DeclaredModel } from '../useModel.ts';
import { PriorData } from './PriorData.tsx';
import { PriorMeaning } from './PriorMeaning.tsx';

const words = texts.model.priors;

interface PriorsProps {
  readonly written: Readonly<Record<string, string>>;
  readonly model: DeclaredModel;
  readonly change: ChangeDraft;
}

/** The priors of the model: what stands if nothing is said, what was said instead, and what each means. */
export function Priors({ written, model, change }: PriorsProps) {
  const { outline, declared, trouble } = model;
  const rows = rowsOf(outline?.priors ?? [], written);
  const put = (parameter: string, text: string | null): void => {
    const others = Object.entries(written).filter(([name]) => name !== parameter);
    const priors = Object.fromEntries(text === null ? others : [...others, [parameter, text]]);
    change({ priors }, text === null ? undefined : `prior ${parameter}`);
  };
  const troubled = parameterOf(trouble?.details);
  return (
    <section class="card" aria-label={words.heading}>
      <h2>{words.heading}</h2>
      <p class="soft">{words.hint}</p>
      <ul class="priors">
        {rows.map((row) => (
          <Prior
            key={row.parameter}
            row={row}
            text={Object.hasOwn(written, row.parameter) ? written[row.parameter] : row.prior}
            isWritten={Object.hasOwn(written, row.parameter)}
            trouble={trouble !== null && troubled === row.parameter ? trouble : null}
            declared={outline?.priors.includes(row) === true ? declared : null}
            onPut={(text) => put(row.parameter, text)}
          />
        ))}
      </ul>
      <PickAndAdd
        label={words.addClass}
        options={classes(rows).map((value) => ({ value, text: words.classes[value] }))}
        onAdd={(value) => put(value, usual[value as Class])}
      />
      <PriorData declared={declared} />
    </section>
  );
}

type Class = keyof typeof words.classes;

/** What a class begins with, to be changed. */
const usual: Readonly<Record<Class, string>> = {
  b: 'normal(0, 2.5)',
  sd: 'half_student_t(3, 0, 2.5)',
  cor: 'lkj(2)',
};

function classes(rows: readonly PriorRow[]): Class[] {
  return (Object.keys(usual) as Class[]).filter(
    (name) =>
      rows.some(({ parameter }) => parameter.startsWith(`${name}_`)) &&
      rows.every(({ parameter }) => parameter !== name),
  );
}

/** The model's table, and what was written for parameters that it has not, which is to be mended. */
function rowsOf(table: readonly PriorRow[], written: Readonly<Record<string, string>>): readonly PriorRow[] {
  const known = new Set(table.map(({ parameter }) => parameter));
  const others = Object.entries(written).filter(([parameter]) => !known.has(parameter));
  return [
    ...table,
    ...others.map(([parameter, prior]) => ({ parameter, prior, isDefault: false, atMeans: false })),
  ];
}

/** Whose prior an error is about; null where it is about something else. */
export function parameterOf(details: unknown): string | null {
  if (typeof details !== 'object' || details === null || !('parameter' in details)) return null;
  return typeof details.parameter === 'string' ? details.parameter : null;
}

interface PriorProps {
  readonly row: PriorRow;
  readonly text: string;
  readonly isWritten: boolean;
  readonly trouble: DeclaredModel['trouble'];
  readonly declared: Declared | null;
  onPut(text: string | null): void;
}

function Prior({
  row: { parameter, isDefault, atMeans },
  text,
  isWritten,
  trouble,
  declared,
  onPut,
}: PriorProps) {
  const [isOpen, setOpen] = useState(false);
  const place = trouble === null ? null : placeOfError(text, trouble.details);
  return (
    <li>
      <div class="prior">
        <label>
          <bdi class="mono">{parameter}</bdi>
          <input
            class="mono"
            dir="ltr"
            spellcheck={false}
            autocomplete="off"
            value={text}
            aria-invalid={trouble !== null}
            onInput={({ currentTarget }) => onPut(currentTarget.value)}
          />
        </label>
        <span class="soft">{isWritten || !isDefault ? words.yours : words.usual}</span>
        {isWritten ? (
          <button
            type="button"
            class="small"
            aria-label={words.resetIt(parameter)}
            onClick={() => onPut(null)}
          >
            {words.reset}
          </button>
        ) : null}
      </div>
      {atMeans ? <p class="soft">{words.atMeans}</p> : null}
      {trouble === null ? null : (
        <div role="alert">
          <p class="trouble-text">{messageAlone(trouble.message)}</p>
          {place === null ? null : <CaretText text={text} place={place} />}
        </div>
      )}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          {words.meaning}
          <span class="unseen"> {parameter}</span>
        </summary>
        {isOpen ? <PriorMeaning parameter={parameter} declared={declared} /> : null}
      </details>
    </li>
  );
}
