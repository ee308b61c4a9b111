import { useEffect, useState } from 'preact/hooks';
import type { PatientForm } from '../../analysis/operations/predict.ts';
import { useCall } from '../../parts/useCall.ts';
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
function columnsAsked({ columns }: PatientForm, { groups, scale, perTrial }: PredictionChoice): Column[] {
  return columns.filter(
    ({ role, rules }) => rules.includes(groups) && !(role === 'trials' && perTrial && scale === 'mean'),
  );
}

/** A row's columns that matter to what is asked. */
export interface PatientColumns {
  readonly columns: readonly Column[];
  /** Where groups are known: whether the data have rows of these, so that what is usual is so among them. */
  readonly within: 'own' | 'none' | null;
}

/** Of every row; for known groups with what is usual there. */
export function usePatients(fit: string, form: PatientForm): readonly PatientColumns[] {
  const [choice] = usePrediction();
  const { groups, patients } = choice;
  const asked = columnsAsked(form, choice);
  const hasKnown = groups === 'given' && asked.some(({ role }) => role === 'group');
  const known = patients.map((patient) =>
    asked.flatMap((column) => {
      const isSet = column.role === 'group' && Object.hasOwn(patient, column.name);
      return isSet ? [[column.name, valueIn(patient, column)] as const] : [];
    }),
  );
  const key = hasKnown ? JSON.stringify([fit, known]) : null;
  const answer = useCall('predict', 'usual', { fit, patients: known }, key);
  const found = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;
  return patients.map((_, p) => {
    const usual = hasKnown ? found?.[p] : undefined;
    if (usual === undefined) return { columns: asked, within: null };
    const values = new Map(usual.values);
    const columns = asked.map((column) => withUsual(column, values.get(column.name)));
    return { columns, within: usual.isOwn ? 'own' : 'none' };
  });
}

function withUsual(column: Column, usual: Value | undefined): Column {
  if (column.kind === 'number') return typeof usual === 'number' ? { ...column, usual } : column;
  return typeof usual === 'string' ? { ...column, usual } : column;
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
