import { useEffect, useRef } from 'preact/hooks';
import type { FamiliesAnswer } from '../../../analysis/model/families.ts';
import type { ModelDraft } from '../../../state/session.ts';
import { useWorkbench } from '../../../state/workbench.ts';
import { texts } from '../../../texts/index.ts';
import type { ChangeDraft } from '../useDraft.ts';
import { proposals, withFamily } from './proposals.ts';

/**
 * In a model begun here, the family goes along with the outcome: the first proposal for a new one takes the place of a family that
 * was taken so, never of one that somebody chose.
 */
export function useFollowing(draft: ModelDraft, answer: FamiliesAnswer | null, change: ChangeDraft): void {
  const { announce } = useWorkbench();
  const taken = useRef(draft.formula.trim() === '' ? draft.family : null);
  const outcome = answer?.outcome ?? null;
  const key = outcome === null ? null : `${outcome.kind} ${outcome.column}`;
  useEffect(() => {
    if (answer === null || key === null || draft.family !== taken.current) return;
    const first = proposals(answer)[0]?.family;
    if (first === undefined || first === draft.family) return;
    taken.current = first;
    change(withFamily(draft, answer, first), 'formula');
    announce(texts.model.family.taken(first));
  }, [key]);
}
