import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Sampling } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';
import { number, texts } from '../../texts/index.ts';

const words = texts.fit.settings;

/** Chains, draws and seed; what a sampler needs besides is folded away. */
export function Settings() {
  const { store } = useWorkbench();
  const { sampling } = useSession();
  const set = (part: Partial<Sampling>, merge: string): void =>
    store.change((session) => ({ ...session, sampling: { ...session.sampling, ...part } }), { merge });
  return (
    <div class="settings">
      <div class="row fields">
        <Count
          label={words.chains}
          value={sampling.chains}
          least={1}
          most={1000}
          set={(chains) => set({ chains }, 'chains')}
        />
        <Count
          label={words.draws}
          value={sampling.draws}
          least={1}
          most={1e7}
          set={(draws) => set({ draws }, 'draws')}
        />
        <Field label={words.seed} hint={words.seedHint}>
          {(id) => (
            <input
              id={id}
              value={sampling.seed}
              size={10}
              onInput={({ currentTarget }) => set({ seed: currentTarget.value }, 'seed')}
            />
          )}
        </Field>
      </div>
      <details>
        <summary>{words.more}</summary>
        <div class="row fields">
          <Optional
            label={words.warmup}
            value={sampling.warmup}
            attributes={{ min: 20, step: 1 }}
            set={(warmup) => set({ warmup }, 'warmup')}
          />
          <Field label={words.sampler}>
            {(id) => (
              <select
                id={id}
                value={sampling.sampler}
                onChange={({ currentTarget }) => set({ sampler: currentTarget.value }, 'sampler')}
              >
                {Object.entries(words.samplers).map(([name, about]) => (
                  <option key={name} value={name}>
                    {about}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Optional
            label={words.targetAccept}
            value={sampling.targetAccept ?? null}
            attributes={{ min: 0.5, max: 0.999, step: 'any' }}
            set={(targetAccept) => set({ targetAccept }, 'targetAccept')}
          />
        </div>
        <p class="soft">{words.about}</p>
      </details>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string) => ComponentChildren;
}

function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint === undefined ? null : <span class="soft">{hint}</span>}
    </div>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly set: (value: number) => void;
}

/** A whole number; what is none, or too small or large, stays in the field, which says what it wants. */
export function Count({ label, value, least, most, set }: CountProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isWhole = (text: string): boolean =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  const isMistaken = typed !== null && !isWhole(typed);
  const wanted = isMistaken ? { hint: words.whole(number(least), number(most)) } : {};
  return (
    <Field label={label} {...wanted}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={least}
          max={most}
          step={1}
          value={typed ?? String(value)}
          aria-invalid={isMistaken}
          onInput={({ currentTarget: { value: text } }) => {
            setTyped(text);
            if (isWhole(text)) set(Number(text));
          }}
          onBlur={() => {
            if (!isMistaken) setTyped(null);
          }}
        />
      )}
    </Field>
  );
}

interface OptionalProps {
  readonly label: string;
  readonly value: number | null;
  readonly attributes: { readonly min: number; readonly max?: number; readonly step: number | 'any' };
  readonly set: (value: number | null) => void;
}

/** A number, or left to the sampler. */
function Optional({ label, value, attributes, set }: OptionalProps) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="number"
          {...attributes}
          value={value ?? ''}
          placeholder={words.left}
          onChange={({ currentTarget: { value: text, valueAsNumber } }) =>
            set(text === '' || Number.isNaN(valueAsNumber) ? null : valueAsNumber)
          }
        />
      )}
    </Field>
  );
}
