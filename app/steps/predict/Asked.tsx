import { useId } from 'preact/hooks';
import type { PatientForm } from '../../analysis/operations/predict.ts';
import type { PredictionChoice } from '../../state/session.ts';
import { percent, texts } from '../../texts/index.ts';
import { usePrediction } from './usePrediction.ts';

const words = texts.predict;
const scales: readonly PredictionChoice['scale'][] = ['mean', 'outcome', 'above', 'quantile'];
const rules: readonly PredictionChoice['groups'][] = ['averaged', 'typical', 'given'];
const levels = [0.5, 0.8, 0.9, 0.95, 0.99];

/** What is asked of the fit: of the outcome, and about groups. */
export function Asked({ form }: { readonly form: PatientForm }) {
  const id = useId();
  const [{ groups, scale, above, quantile, perTrial, level }, change] = usePrediction();
  return (
    <div class="fields">
      <div class="field">
        <label for={`${id}-scale`}>{words.what}</label>
        <select
          id={`${id}-scale`}
          value={scale}
          onChange={({ currentTarget }) => change({ scale: currentTarget.value as typeof scale })}
        >
          {scales.map((one) => (
            <option key={one} value={one}>
              {words.scales[one]}
            </option>
          ))}
        </select>
        {scale === 'above' ? (
          <Amount
            label={words.aboveLabel}
            value={above ?? form.middle}
            set={(value) => change({ above: value }, 'above')}
          />
        ) : null}
        {scale === 'quantile' ? (
          <Amount
            label={words.quantileLabel}
            value={quantile}
            isFit={(p) => p > 0 && p < 1}
            set={(value) => change({ quantile: value }, 'quantile')}
          />
        ) : null}
        {form.hasTrials && scale === 'mean' ? (
          <label>
            <input type="checkbox" checked={perTrial} onChange={() => change({ perTrial: !perTrial })} />{' '}
            {words.perTrial}
          </label>
        ) : null}
      </div>
      {form.groups.length === 0 ? null : (
        <fieldset class="field">
          <legend>{words.groups}</legend>
          {rules.map((rule) => (
            <label key={rule} class="radio">
              <input
                type="radio"
                name={`${id}-groups`}
                checked={groups === rule}
                onChange={() => change({ groups: rule })}
              />{' '}
              {words.rules[rule](form.groups.join(', '))}
            </label>
          ))}
        </fieldset>
      )}
      <div class="field">
        <label for={`${id}-level`}>{words.level}</label>
        <select
          id={`${id}-level`}
          value={level}
          onChange={({ currentTarget }) => change({ level: Number(currentTarget.value) })}
        >
          {levels.map((one) => (
            <option key={one} value={one}>
              {percent(one, 1)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function Amount({
  label,
  value,
  set,
  isFit = () => true,
}: {
  readonly label: string;
  readonly value: number;
  readonly set: (value: number) => void;
  readonly isFit?: (value: number) => boolean;
}) {
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        step="any"
        value={value}
        onInput={({ currentTarget: { valueAsNumber } }) => {
          if (Number.isFinite(valueAsNumber) && isFit(valueAsNumber)) set(valueAsNumber);
        }}
      />
    </label>
  );
}
