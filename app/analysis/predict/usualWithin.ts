import { InputError, type Model, type NewRowColumn, newRowColumns, type Value } from 'poolwise';

/** What is usual for a row of known groups. */
export interface Usual {
  readonly values: readonly (readonly [name: string, value: Value])[];
  /** Whether the data have rows of these groups; else it is what is usual among all rows. */
  readonly isOwn: boolean;
}

/**
 * What is usual among the rows of a group: of those that are not said, the level that most rows have, one group after the other, so
 * that a doctor stands in a hospital of their own. Those of most levels come first.
 */
export function usualWithin(model: Model, known: Readonly<Record<string, Value>>): Usual {
  const all = newRowColumns(model);
  let [within, columns] = [known, columnsWithin(model, known)];
  for (const name of groupsOf(all)) {
    const usual = columns?.find((column) => column.name === name)?.usual;
    if (usual === undefined || Object.hasOwn(within, name)) continue;
    within = { ...within, [name]: usual };
    columns = columnsWithin(model, within);
  }
  return {
    values: (columns ?? all).map(({ name, usual }) => [name, usual]),
    isOwn: columns !== null,
  };
}

/** Null where no row has these values. */
function columnsWithin(model: Model, within: Readonly<Record<string, Value>>): NewRowColumn[] | null {
  try {
    return newRowColumns(model, { within });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function groupsOf(columns: readonly NewRowColumn[]): string[] {
  const levels = (column: NewRowColumn): number => (column.kind === 'levels' ? column.levels.length : 0);
  const groups = columns.filter(({ role }) => role === 'group');
  return groups.sort((a, b) => levels(b) - levels(a)).map(({ name }) => name);
}
