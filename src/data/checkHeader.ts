import { InputError } from '../engine/errors.ts';

/**
 * The trimmed column names of a header, as they came.
 * Throws InputError on an empty name and on one that comes twice: a formula could not tell the two apart.
 */
export function checkHeader(names: readonly string[], source: string): readonly string[] {
  const placeOf = new Map<string, number>();
  for (const [j, name] of names.entries()) {
    if (name === '') throw unnamedColumn(j + 1, names.length, source);
    const earlier = placeOf.get(name);
    if (earlier !== undefined) {
      throw new InputError(
        `data: the header of ${source} names ${JSON.stringify(name)} twice, in columns ${earlier} and ${j + 1}`,
        { source, name, columns: [earlier, j + 1] },
      );
    }
    placeOf.set(name, j + 1);
  }
  return names;
}

/** A nameless first column is nearly always row names that R wrote along, a nameless last one a stray delimiter. */
function unnamedColumn(column: number, columns: number, source: string): InputError {
  const hint =
    column === 1
      ? '; for row names from R, write the file with row.names = FALSE'
      : column === columns
        ? '; the line may end in a delimiter too many'
        : '';
  return new InputError(
    `data: the header of ${source} has no name for column ${column} of ${columns}${hint}`,
    {
      source,
      column,
      nameless: column,
    },
  );
}
