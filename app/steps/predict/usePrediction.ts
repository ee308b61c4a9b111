import { useEffect, useState } from 'preact/hooks';
import type { PatientForm } from '../../analysis/operations/predict.ts';
import type { PredictionChoice } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';

/** What is asked, and how to ask for something else; changes with one `merge` are undone as one. */
export function usePrediction(): [
  PredictionChoice,
  (change: Partial<PredictionChoice>, merge?: string) => void,
] {
  const { store } = useWorkbench();
  const { prediction } = useSession();
  return [
    prediction,
    (change, merge) =>
      store.change(
        (session) => ({ ...session, prediction: { ...session.prediction, ...change } }),
        merge === undefined ? {} : { merge: `prediction ${merge}` },
      ),
  ];
}

type Column = PatientForm['columns'][number];
export type Value = string | number;

/** The value that a patient has in a column: their own where it can be, else what is usual. */
export function valueIn(patient: PredictionChoice['patients'][number], column: Column): Value {
  const own = Object.hasOwn(patient, column.name) ? patient[column.name] : column.usual;
  if (column.kind === 'number') return Number.isFinite(Number(own)) ? Number(own) : column.usual;
  return column.levels.includes(String(own)) ? String(own) : column.usual;
}

/** The columns that matter to what is asked. */
export function columnsAsked(
  { columns }: PatientForm,
  { groups, scale, perTrial }: PredictionChoice,
): Column[] {
  return columns.filter(
    ({ role, rules }) => rules.includes(groups) && !(role === 'trials' && perTrial && scale === 'mean'),
  );
}

/** A value that has not changed for a moment. */
export function useRested<T>(value: T, key: string, milliseconds = 120): T {
  const [rested, setRested] = useState({ value, key });
  useEffect(() => {
    const timer = setTimeout(() => setRested({ value, key }), milliseconds);
    return () => clearTimeout(timer);
  }, [key, milliseconds]);
  return rested.value;
}
