import '../../styles/predict.css';
import type { PatientForm } from '../../analysis/operations/predict.ts';
import { NoFit } from '../../parts/NoFit.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { useCall } from '../../parts/useCall.ts';
import { chosenFitOf } from '../../state/session.ts';
import { goTo, useSession, useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Asked } from './Asked.tsx';
import { PatientFields } from './PatientFields.tsx';
import { PatientList } from './PatientList.tsx';
import { Results } from './Results.tsx';
import { usePatients, usePrediction } from './usePrediction.ts';

const words = texts.predict;

/** What the chosen fit says of new patients. */
export function PredictStep() {
  const { store } = useWorkbench();
  const chosen = chosenFitOf(useSession());
  const fit = chosen?.id ?? null;
  const answer = useCall('predict', 'form', { fit: fit ?? '' }, fit);
  if (fit === null) return <NoFit text={words.noFit} toFit={words.toFit} />;
  if (answer.state === 'failed')
    return (
      <Notice tone="trouble" heading={texts.trouble.heading}>
        <p>{answer.error.message}</p>
        <p>
          <button type="button" onClick={() => goTo(store, 'fit')}>
            {words.toFit}
          </button>
        </p>
      </Notice>
    );
  const form = answer.state === 'known' ? answer.value : answer.last;
  if (form === null) return <p class="soft">{words.busy}</p>;
  return (
    <>
      {chosen?.isTrusted === false ? (
        <Notice tone="warning">
          <p>{words.doubt}</p>
        </Notice>
      ) : null}
      <Prediction fit={fit} form={form} />
    </>
  );
}

function Prediction({ fit, form }: { readonly fit: string; readonly form: PatientForm }) {
  const [{ edited }] = usePrediction();
  const patients = usePatients(fit, form);
  return (
    <div class="columns predict">
      <section class="card" aria-labelledby="predict-patient">
        <h2 id="predict-patient">{words.patient}</h2>
        <PatientList />
        <PatientFields {...patients[edited]} />
      </section>
      <section class="card" aria-labelledby="predict-answer">
        <h2 id="predict-answer">{words.answer}</h2>
        <Asked form={form} />
        <Results fit={fit} form={form} patients={patients} />
      </section>
    </div>
  );
}
