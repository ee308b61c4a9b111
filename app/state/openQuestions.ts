import type { TableOutline } from '../analysis/operations/data.ts';
import type { Doubt } from '../analysis/table/doubts.ts';
import type { DataChoice } from './session.ts';

/** A doubt about the whole file or a column, with what knows it again. */
export type Question =
  | { readonly key: string; readonly doubt: Doubt }
  | { readonly key: 'commaRead'; readonly doubt: { readonly kind: 'commaRead' } }
  | { readonly key: 'sheet'; readonly doubt: { readonly kind: 'sheet' } };

/** What is still to be asked: not what was answered, and not whether levels are levels. */
export function openQuestions(
  { doubts, notes, sheets }: TableOutline,
  { reading, factors, settled }: DataChoice,
): Question[] {
  const answered = new Set(settled);
  const ofColumns = doubts
    .filter(({ column, kind }) => !(kind === 'codes' && Object.hasOwn(factors, column)))
    .map((doubt): Question => ({ key: `${doubt.kind} ${doubt.column}`, doubt }));
  const settledAlone = notes.some(({ kind }) => kind === 'decimalComma') && reading.decimal === undefined;
  const all: Question[] = [
    ...(sheets.length > 1 && reading.sheet === undefined
      ? [{ key: 'sheet' as const, doubt: { kind: 'sheet' as const } }]
      : []),
    ...(settledAlone ? [{ key: 'commaRead' as const, doubt: { kind: 'commaRead' as const } }] : []),
    ...ofColumns,
  ];
  return all.filter(({ key }) => !answered.has(key));
}

/** What a column would be, were its open questions answered by yes. */
export interface Presumed {
  readonly column: string;
  /** Texts that would mean missing. */
  readonly marks: readonly string[];
  /** Whether its texts would be numbers with decimal commas. */
  readonly hasCommas: boolean;
}

/** What the model step may presume of columns that are still asked about. */
export function presumedOf(outline: TableOutline, data: DataChoice): Presumed[] {
  const columns = new Map<string, Presumed>();
  for (const { doubt } of openQuestions(outline, data)) {
    if (doubt.kind !== 'marks' && doubt.kind !== 'oddNumber' && doubt.kind !== 'commas') continue;
    const { column } = doubt;
    const known = columns.get(column) ?? { column, marks: [], hasCommas: false };
    columns.set(column, {
      ...known,
      marks: [...known.marks, ...marksOf(doubt)],
      hasCommas: known.hasCommas || doubt.kind === 'commas',
    });
  }
  return [...columns.values()];
}

function marksOf(doubt: Doubt): readonly string[] {
  if (doubt.kind === 'marks') return doubt.marks.map(({ text }) => text);
  return doubt.kind === 'oddNumber' ? [doubt.mark.text] : [];
}
