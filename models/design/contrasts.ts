import type { Term, Terms } from '../formula/index.ts';

/** `full[t][v]` says whether variable v of term t takes a dummy for every level, reference included. */
export type Coding = readonly (readonly boolean[])[];

/** Whether a term before `place` contains every variable of `margin`. */
function isCovered(margin: readonly string[], earlier: readonly ReadonlySet<string>[]): boolean {
  return earlier.some((variables) => margin.every((text) => variables.has(text)));
}

/** The first term with a factor, if that term is a main effect; -1 otherwise. */
function firstFactorEffect(terms: readonly Term[], factors: ReadonlySet<string>): number {
  const first = terms.findIndex((term) => term.variables.some((variable) => factors.has(variable.text)));
  return first >= 0 && terms[first].variables.length === 1 ? first : -1;
}

/**
 * Which factors take all their levels and which leave the reference out (treatment contrasts), term by term.
 * A factor is coded by contrasts where what remains of its term without it is in the model, itself or within an
 * earlier term; nothing remains of a main effect, and nothing is always in the model, but for the first factor
 * without an intercept. Source: R's terms.object, attribute "factors", and model.matrix. We differ where R's columns
 * are dependent: in `0 + x + f:x` R takes all levels of f, we leave the reference to x.
 * `factors` holds the texts of the variables that are factors.
 */
export function codingOf({ intercept, terms }: Terms, factors: ReadonlySet<string>): Coding {
  const promoted = intercept ? -1 : firstFactorEffect(terms, factors);
  const sets = terms.map((term) => new Set(term.variables.map((variable) => variable.text)));
  return terms.map(({ variables }, t) =>
    variables.map((variable) => {
      if (!factors.has(variable.text)) return false;
      const margin = variables.filter((other) => other !== variable).map((other) => other.text);
      return margin.length === 0 ? t === promoted : !isCovered(margin, sets.slice(0, t));
    }),
  );
}
