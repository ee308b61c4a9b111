import { useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { usePrediction } from './usePrediction.ts';

const words = texts.predict;
/** More than these cannot be told apart side by side. */
const most = 6;

/** The patients side by side: which one the fields are of, one more, one less. */
export function PatientList() {
  const { announce } = useWorkbench();
  const [{ patients, edited }, change] = usePrediction();
  const add = (): void => {
    change({ patients: [...patients, patients[edited]], edited: patients.length });
    announce(words.added(patients.length + 1));
  };
  const remove = (): void => {
    change({ patients: patients.filter((_, p) => p !== edited), edited: Math.max(0, edited - 1) });
    announce(words.removed(edited + 1));
  };
  return (
    <fieldset class="row bare" aria-label={words.list}>
      {patients.length === 1
        ? null
        : patients.map((_, p) => (
            <button
              type="button"
              key={p}
              class="choice"
              aria-pressed={p === edited}
              onClick={() => change({ edited: p })}
            >
              {words.name(p + 1)}
            </button>
          ))}
      <button type="button" disabled={patients.length >= most} onClick={add}>
        {words.add}
      </button>
      {patients.length === 1 ? null : (
        <button type="button" onClick={remove}>
          {words.remove(edited + 1)}
        </button>
      )}
    </fieldset>
  );
}
