import { useEffect, useState } from 'preact/hooks';
import type { Declared } from '../../analysis/declared.ts';
import { emptyDraft, type ModelDraft } from '../../state/session.ts';
import { useSession, useWorkbench } from '../../state/workbench.ts';

/** Changes the draft; letters typed into one field share a key, so that they are undone as one. */
export type ChangeDraft = (change: Partial<ModelDraft>, merge?: string) => void;

export function useDraft(): readonly [ModelDraft, ChangeDraft] {
  const { store } = useWorkbench();
  const { draft } = useSession();
  const change: ChangeDraft = (part, merge) =>
    store.change(
      (session) => ({ ...session, draft: { ...session.draft, ...part } }),
      merge === undefined ? {} : { merge },
    );
  return [draft, change];
}

/** Longer than between two letters; of a large table, longer than a thought. */
const [pause, longPause, large] = [250, 900, 200_000];

/** What is declared: the draft once it rests, the outcome once there is one; null while there is nothing to declare. */
export function useResting(rows: number): { readonly declared: Declared | null; readonly rests: boolean } {
  const { draft, data } = useSession();
  const factors = data?.factors ?? {};
  const key = JSON.stringify([draft, factors]);
  const [resting, setResting] = useState({ key, draft, factors });
  useEffect(() => {
    const timer = setTimeout(() => setResting({ key, draft, factors }), rows > large ? longPause : pause);
    return () => clearTimeout(timer);
  }, [key, rows]);
  const isEmpty = resting.draft.formula.trim() === emptyDraft.formula;
  return {
    declared: isEmpty ? null : { draft: resting.draft, factors: resting.factors },
    rests: resting.key === key,
  };
}
