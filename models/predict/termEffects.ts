import type { Chains, DrawsOf } from './drawsOfQuantity.ts';
import type { Effects } from './linear.ts';
import { newEffects } from './newLevels.ts';
import type { TermAt } from './rowsAt.ts';
import type { GroupRule } from './types.ts';

/** How a row's group effects come about. */
interface Rule {
  readonly groups: GroupRule;
  /** Of effects of levels that the model has not seen. */
  readonly seed: string;
}

/**
 * The effects of a term's levels: those of the draws, of levels that the model has seen, and new ones of others. Curves are no groups: their
 * coefficients are there whatever becomes of groups. Null for a term whose effects are left out.
 */
export function termEffects(find: DrawsOf, { groups, seed }: Rule): (term: TermAt) => Effects | null {
  return (term) => {
    if (groups !== 'given' && term.smooth === undefined) return null;
    const seen = seenEffects(term, find);
    if (term.levels.length === term.seen) return seen;
    const fresh = newEffects(term, find, seed);
    return (c, j) => (j < term.seen ? seen(c, j) : fresh(c, j));
  };
}

/** Looked up once for each coefficient and level. */
function seenEffects(term: TermAt, find: DrawsOf): Effects {
  const { group, coefs, predictors, levels } = term;
  const known = coefs.map((): (Chains | undefined)[] => []);
  return (c, j) => {
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
