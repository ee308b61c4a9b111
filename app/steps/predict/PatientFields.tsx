import { useId, useState } from 'preact/hooks';
import type { PatientForm } from '../../analysis/operations/predict.ts';
import { editable, isolated, number, texts } from '../../texts/index.ts';
import { type PatientColumns, usePrediction, type Value, valueIn } from './usePrediction.ts';

const words = texts.predict;

type Column = PatientForm['columns'][number];
type Numbers = Extract<Column, { kind: 'number' }>;
type Levels = Extract<Column, { kind: 'levels' }>;

/** A field a column, for the patient who is edited. */
export function PatientFields({ columns, within }: PatientColumns) {
  const [{ patients, edited }, change] = usePrediction();
  const patient = patients[edited];
  const set = (name: string, value: Value): void =>
    change(
      { patients: patients.map((own, p) => (p === edited ? { ...own, [name]: value } : own)) },
      `${edited} ${name}`,
    );
  const isUsual = Object.keys(patient).length === 0;
  const groups = columns.filter(({ role }) => role === 'group');
  return (
    <div class="fields">
      {columns.length === 0 ? <p>{words.nothingToSet}</p> : null}
      {columns.map((column) =>
        column.kind === 'number' ? (
          <NumberField
            key={`${edited} ${column.name}`}
            column={column}
            value={Number(valueIn(patient, column))}
            set={(value) => set(column.name, value)}
          />
        ) : (
          <LevelField
            key={`${edited} ${column.name}`}
            column={column}
            value={String(valueIn(patient, column))}
            set={(value) => set(column.name, value)}
          />
        ),
      )}
      {within === null ? (
        isUsual ? (
          <p class="soft">{words.usual}</p>
        ) : null
      ) : (
        <p class="soft">
          {words.usualWithin[within](
            groups.map((column) => isolated(`${column.name} ${valueIn(patient, column)}`)).join(', '),
          )}
        </p>
      )}
      {isUsual ? null : (
        <button
          type="button"
          onClick={() => change({ patients: patients.map((own, p) => (p === edited ? {} : own)) })}
        >
          {words.reset}
        </button>
      )}
    </div>
  );
}

function Label({ column, of }: { readonly column: Column; readonly of: string }) {
  return (
    <label for={of}>
      <bdi>{column.name}</bdi>{' '}
      {column.role === 'predictor' ? null : <span class="soft">{words.roles[column.role]}</span>}
    </label>
  );
}

/** A slider over the range of the data, and a field for any number. */
function NumberField({
  column,
  value,
  set,
}: {
  readonly column: Numbers;
  readonly value: number;
  readonly set: (value: number) => void;
}) {
  const id = useId();
  const { lowest, highest, whole } = column;
  const [typed, setTyped] = useState<string | null>(null);
  const step = whole ? 1 : roundStep((highest - lowest) / 200);
  const isBad = typed !== null && !isNumber(typed);
  const isOutside = value < lowest || value > highest;
  return (
    <div class="field">
      <Label column={column} of={id} />
      <input
        type="range"
        aria-label={words.slider(column.name)}
        min={Math.floor(lowest / step) * step}
        max={Math.ceil(highest / step) * step}
        step={step}
        value={value}
        disabled={lowest === highest}
        onInput={({ currentTarget }) => {
          setTyped(null);
          set(Number(Number(currentTarget.value).toPrecision(12)));
        }}
      />
      <input
        id={id}
        inputMode="decimal"
        size={8}
        value={typed ?? editable(value)}
        aria-invalid={isBad}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          if (isNumber(currentTarget.value)) set(toNumber(currentTarget.value));
        }}
        onBlur={() => setTyped(null)}
      />
      <p id={`${id}-note`} class={isBad || isOutside ? 'field-note warning' : 'field-note'}>
        {isBad
          ? words.noNumber
          : isOutside
            ? words.outside(number(lowest, 6), number(highest, 6))
            : words.range(number(lowest, 6), number(highest, 6))}
      </p>
    </div>
  );
}

/** The next larger of 1, 2 and 5 times a power of ten, so that sliders stop at round numbers. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return Number(([1, 2, 5].find((times) => times * power >= least) ?? 10) * power);
}

/** A comma is a decimal mark, as many write it. */
const toNumber = (text: string): number => Number(text.trim().replace(',', '.'));
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(toNumber(text));

/** More levels than these are searched by typing. */
const mostListed = 30;

function LevelField({
  column,
  value,
  set,
}: {
  readonly column: Levels;
  readonly value: string;
  readonly set: (value: string) => void;
}) {
  const id = useId();
  const { levels } = column;
  const [typed, setTyped] = useState<string | null>(null);
  if (levels.length <= mostListed)
    return (
      <div class="field">
        <Label column={column} of={id} />
        <select id={id} value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
          {levels.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
      </div>
    );
  const isUnknown = typed !== null && !levels.includes(typed);
  return (
    <div class="field">
      <Label column={column} of={id} />
      <input
        id={id}
        list={`${id}-levels`}
        value={typed ?? value}
        autocomplete="off"
        aria-invalid={isUnknown}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          if (levels.includes(currentTarget.value)) set(currentTarget.value);
        }}
        onBlur={() => setTyped(null)}
      />
      <datalist id={`${id}-levels`}>
        {levels.map((level) => (
          <option key={level} value={level} />
        ))}
      </datalist>
      <p id={`${id}-note`} class={isUnknown ? 'field-note warning' : 'field-note'}>
        {isUnknown ? words.noLevel : words.levels(number(levels.length))}
      </p>
    </div>
  );
}
