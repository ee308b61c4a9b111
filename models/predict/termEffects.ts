import { InputError } from '../../src/engine/errors.ts';
import type { Chains, DrawsOf } from './drawsOfQuantity.ts';
import type { Effects } from './linear.ts';
import type { RowsAt, TermAt } from './rowsAt.ts';
import type { GroupRule } from './types.ts';

/** How a row's group effects come about. */
interface Rule {
  readonly groups: GroupRule;
  /** Of effects of levels that the model has not seen. */
  readonly seed: string;
}

/**
 * The effects of a term's levels: those of the draws, of levels that the model has seen. Curves are no groups: their
 * coefficients are there whatever becomes of groups. Null for a term whose effects are left out.
 */
export function termEffects(
  _rows: RowsAt,
  find: DrawsOf,
  { groups }: Rule,
): (term: TermAt) => Effects | null {
  return (term) => {
    if (groups !== 'given' && term.smooth === undefined) return null;
    return seenEffects(term, find);
  };
}

/** Looked up once for each coefficient and level. */
function seenEffects(term: TermAt, find: DrawsOf): Effects {
  const { group, coefs, predictors, levels, seen } = term;
  const known = coefs.map((): (Chains | undefined)[] => []);
  return (c, j) => {
    if (j >= seen) throw new InputError(`predict: ${group} has no effects of ${levels[j]}`);
    known[c][j] ??= find({
      kind: 'groupEffect',
      predictor: predictors[c],
      group,
      level: levels[j],
      coef: coefs[c],
    });
    return known[c][j] as Chains;
  };
}
