import { coefficientLabel, type Draws } from 'poolwise';

/** A coefficient that varies over the levels of a grouping factor. */
export interface GroupTerm {
  readonly group: string;
  /** As the library calls it: with its linear predictor where that is not the mean's. */
  readonly coef: string;
  readonly levels: number;
}

/** Those of several levels: what bends of a smooth has one, and is no group. */
export function groupTerms(draws: Draws): GroupTerm[] {
  const places = placesByTerm(draws);
  return [...places.values()]
    .filter(({ places: own }) => own.length > 1)
    .map(({ group, coef, places: own }) => ({ group, coef, levels: own.length }));
}

/** Where the effects of a term are among the draws, level by level. */
export interface TermPlaces {
  readonly group: string;
  readonly coef: string;
  readonly places: readonly number[];
  readonly levels: readonly string[];
}

/** By group and coefficient, in the order of the draws. */
export function placesByTerm({ quantities }: Draws): ReadonlyMap<string, TermPlaces> {
  const terms = new Map<string, TermPlaces & { places: number[]; levels: string[] }>();
  quantities.forEach((quantity, q) => {
    if (quantity.kind !== 'groupEffect') return;
    const [group, coef] = [quantity.group, coefficientLabel(quantity.predictor, quantity.coef)];
    const key = termKey(group, coef);
    const term = terms.get(key) ?? { group, coef, places: [], levels: [] };
    terms.set(key, term);
    term.places.push(q);
    term.levels.push(quantity.level);
  });
  return terms;
}

export const termKey = (group: string, coef: string): string => JSON.stringify([group, coef]);
