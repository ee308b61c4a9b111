import type { TargetedKeyboardEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useWorkbench } from '../../../state/workbench.ts';
import { texts } from '../../../texts/index.ts';
import { CaretText } from './CaretText.tsx';
import { type CompletedColumn, type Completion, completionsAt } from './completions.ts';
import type { Place } from './places.ts';

interface FormulaFieldProps {
  readonly label: string;
  readonly value: string;
  readonly columns: readonly CompletedColumn[];
  /** What is wrong with it, and where. */
  readonly trouble: { readonly message: string; readonly place: Place | null } | null;
  readonly hint?: string;
  onChange(value: string): void;
}

const words = texts.model.formula;

/** A formula, with what may stand at the cursor in a list below: arrows choose, Enter takes, Escape closes it. */
export function FormulaField({ label, value, columns, trouble, hint, onChange }: FormulaFieldProps) {
  const { announce } = useWorkbench();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const { from, to, items } = completionsAt(value, at ?? 0, columns);
  const isOpen = at !== null && items.length > 0;

  function openAt(text: string, position: number, evenEmpty: boolean): void {
    const found = completionsAt(text, position, columns);
    // also where nothing is found yet: the columns may still be on their way
    const opens = evenEmpty || found.typed !== '';
    setAt(opens ? position : null);
    setChosen(0);
    if (opens && found.items.length > 0)
      announce(words.suggestions(found.items.length, found.items[0].label));
  }

  /** Written into the field at once, for the next letter may come before the page is drawn again. */
  function take({ insert, cursor }: Completion): void {
    setAt(null);
    if (field.current === null) return;
    field.current.setRangeText(insert, from, to);
    field.current.setSelectionRange(from + cursor, from + cursor);
    onChange(field.current.value);
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
    const { key, currentTarget } = event;
    const asks = (key === ' ' && event.ctrlKey) || (key === 'ArrowDown' && !isOpen);
    if (asks) openAt(value, currentTarget.selectionStart, true);
    else if (isOpen && key === 'ArrowDown') setChosen((chosen + 1) % items.length);
    else if (isOpen && key === 'ArrowUp') setChosen((chosen + items.length - 1) % items.length);
    else if (isOpen && key === 'Escape') setAt(null);
    else if (key === 'Enter' && !event.isComposing) {
      if (isOpen) take(items[chosen]);
    } else return;
    event.preventDefault();
  }

  return (
    <div class="formula-field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        ref={field}
        class="mono"
        rows={1}
        dir="ltr"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={value}
        aria-invalid={trouble !== null}
        aria-describedby={`${id}-said`}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen ? `${id}-${chosen}` : undefined}
        onInput={({ currentTarget }) => {
          const text = currentTarget.value.replace(/\n/gu, ' ');
          openAt(text, currentTarget.selectionStart, false);
          onChange(text);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onClick={() => setAt(null)}
      />
      {isOpen ? (
        <div class="completions" role="listbox" id={`${id}-list`} aria-label={words.completions}>
          {items.map((item, k) => (
            <div
              key={`${item.kind} ${item.insert}`}
              id={`${id}-${k}`}
              role="option"
              tabIndex={-1}
              aria-selected={k === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                take(item);
              }}
            >
              <bdi>{item.label}</bdi> <span class="soft">{words.kinds[item.kind]}</span>
            </div>
          ))}
        </div>
      ) : null}
      <div id={`${id}-said`} class="formula-said" aria-live="polite">
        {trouble === null ? (
          hint === undefined ? null : (
            <p class="soft">{hint}</p>
          )
        ) : (
          <>
            <p class="trouble-text">{trouble.message}</p>
            {trouble.place === null ? null : <CaretText text={value} place={trouble.place} />}
          </>
        )}
      </div>
      {trouble?.place === null || trouble === null ? null : (
        <button type="button" class="small" onClick={() => goToPlace(field.current, trouble.place)}>
          {words.goTo}
        </button>
      )}
    </div>
  );
}

function goToPlace(field: HTMLTextAreaElement | null, place: Place | null): void {
  if (field === null || place === null) return;
  field.focus();
  field.setSelectionRange(place.from, place.to);
}
