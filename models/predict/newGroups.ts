import { InputError } from '../../src/engine/errors.ts';
import type { RowsAt } from './rowsAt.ts';

/**
 * The same rows, none of whose groups the model has seen: effects are then drawn anew from N(0, G). Curves stay. Throws InputError,
 * which begins with `where`, for groups of a known covariance.
 */
export function withNewGroups(where: string, rows: RowsAt): RowsAt {
  const known = rows.terms.find((term) => term.known !== undefined);
  if (known !== undefined)
    throw new InputError(
      `${where}: groups of a known covariance, ${known.group}, are not drawn anew; keep them (groups "kept")`,
    );
  return {
    ...rows,
    terms: rows.terms.map((term) => (term.smooth === undefined ? { ...term, seen: 0 } : term)),
  };
}
