import { useRef } from 'preact/hooks';
import { Refused } from '../../analysis/client.ts';
import type { Declared } from '../../analysis/declared.ts';
import type { ColumnFacts } from '../../analysis/model/columns.ts';
import type { FamiliesAnswer } from '../../analysis/model/families.ts';
import type { ModelOutline } from '../../analysis/model/outline.ts';
import type { TableOutline } from '../../analysis/operations/data.ts';
import type { ColumnsRequest } from '../../analysis/operations/model.ts';
import { useCall } from '../../parts/useCall.ts';
import type { BuiltOutcome } from '../../state/built.ts';
import { presumedOf } from '../../state/openQuestions.ts';
import type { DataChoice } from '../../state/session.ts';
import { useOutline, useSession } from '../../state/workbench.ts';
import type { Reading } from './builder/useBuilt.ts';
import { useResting } from './useDraft.ts';

/** The table's columns as the model step needs them; none until they are known. */
export function useColumns(): readonly ColumnFacts[] {
  const { data } = useSession();
  const outline = useOutline();
  const key =
    outline === null ? null : JSON.stringify([data, outline.rows, outline.columns.map(({ kind }) => kind)]);
  const answer = useCall('model', 'columns', readAs(outline, data), key);
  if (answer.state === 'known') return answer.value;
  return answer.state === 'waiting' ? (answer.last ?? []) : [];
}

/** As what columns are read, and what is presumed of those that are still asked about. */
function readAs(outline: TableOutline | null, data: DataChoice | null): ColumnsRequest {
  const presumed = outline === null || data === null ? [] : presumedOf(outline, data);
  return { factors: data?.factors ?? {}, presumed };
}

/** Names of the columns that never change within one level, by grouping factor; none until they are known. */
export function useConstant(
  groups: readonly string[],
  columns: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const { data } = useSession();
  const outline = useOutline();
  const isAsked = outline !== null && groups.length > 0 && columns.length > 0;
  const key = isAsked ? JSON.stringify([data, groups, columns]) : null;
  const answer = useCall('model', 'constant', { groups, columns, ...readAs(outline, data) }, key);
  const found = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;
  return new Map(found ?? []);
}

/** What came of declaring the draft. */
export interface DeclaredModel {
  /** The model as it is, or the last one that could be declared, to go on showing. */
  readonly outline: ModelOutline | null;
  /** What declares it; null where the draft cannot be declared, or has not been yet. */
  readonly declared: Declared | null;
  /** Whether the outline is of the draft as it stands. */
  readonly isCurrent: boolean;
  readonly isBusy: boolean;
  readonly trouble: { readonly message: string; readonly details: unknown } | null;
}

/** Declares the draft whenever it rests. */
export function useModel(): DeclaredModel {
  const table = useOutline();
  const { data } = useSession();
  const { declared, rests } = useResting(table?.rows ?? 0);
  const key = table === null || declared === null ? null : JSON.stringify([declared, data]);
  const answer = useCall('model', 'declare', declared as Declared, key);
  const last = useRef<ModelOutline | null>(null);
  if (key === null) last.current = null;
  else if (answer.state === 'known') last.current = answer.value.outline;
  const known = key !== null && answer.state === 'known' ? answer.value.of : null;
  return {
    outline: last.current,
    declared: known,
    isCurrent: rests && key === JSON.stringify([known, data]),
    isBusy: key !== null && answer.state === 'waiting',
    trouble:
      key !== null && answer.state === 'failed'
        ? {
            message: answer.error.message,
            details: answer.error instanceof Refused ? answer.error.details : null,
          }
        : null,
  };
}

/** Which families take the outcome of a formula; null while there is none. The last answer stands until there is another. */
export function useFamilies(reading: Reading): FamiliesAnswer | null {
  const { data } = useSession();
  const outline = useOutline();
  const outcome =
    reading.state === 'read' && reading.built.outcome.value !== '' ? reading.built.outcome : null;
  const key = outcome === null || outline === null ? null : JSON.stringify([outcome, data]);
  const asked = { outcome: outcome as BuiltOutcome, ...readAs(outline, data) };
  const answer = useCall('model', 'families', asked, key);
  if (answer.state === 'known') return answer.value;
  return answer.state === 'waiting' ? answer.last : null;
}
