import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { texts } from '../../../texts/index.ts';

export interface Option {
  readonly value: string;
  readonly text: string;
}

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  /** Whether the label is for those who hear the page only. */
  readonly quiet?: boolean;
  onChange(value: string): void;
}

/** A list to choose one from. A value that is not among its options stands there as it is. */
export function Choose({ label, value, options, quiet = false, onChange }: ChooseProps) {
  const id = useId();
  const isKnown = options.some((option) => option.value === value);
  return (
    <span class="choose">
      <label for={id} class={quiet ? 'unseen' : undefined}>
        {label}
      </label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {isKnown ? null : <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </span>
  );
}

interface PickAndAddProps {
  readonly label: string;
  readonly options: readonly Option[];
  onAdd(value: string): void;
}

/** A list and a button that adds what is chosen in it; nothing where there is nothing to add. */
export function PickAndAdd({ label, options, onAdd }: PickAndAddProps) {
  const [picked, setPicked] = useState('');
  if (options.length === 0) return null;
  const isThere = options.some(({ value }) => value === picked);
  return (
    <div class="row">
      <Choose
        label={label}
        value={isThere ? picked : ''}
        options={[{ value: '', text: texts.model.builder.pick }, ...options]}
        onChange={setPicked}
      />
      <button
        type="button"
        disabled={!isThere}
        onClick={() => {
          onAdd(picked);
          setPicked('');
        }}
        aria-label={texts.model.builder.addTo(label)}
      >
        {texts.model.builder.add}
      </button>
    </div>
  );
}

interface RemovableProps {
  /** Of what is removed, for the button's name. */
  readonly name: string;
  readonly children: ComponentChildren;
  onRemove(): void;
}

/** Something chosen, with a button that takes it out again. */
export function Removable({ name, children, onRemove }: RemovableProps) {
  return (
    <li>
      {children}
      <button type="button" class="small" aria-label={texts.model.builder.removeIt(name)} onClick={onRemove}>
        {texts.model.builder.remove}
      </button>
    </li>
  );
}
