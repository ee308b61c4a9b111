import type { CovarianceKind } from '../covariance/structures.ts';

/**
 * What each stage of the formula compiler hands to the next: text -> `Token`s -> `Syntax` -> `Formula`.
 * `Syntax` is shape only; whether a `+` adds numbers or collects terms is decided by what surrounds it, so the
 * two readings get two types of their own: `Arith` (inside calls) and `Term` (outside them).
 */

export type Mark = '+' | '-' | '*' | '/' | ':' | '^' | '~' | '|' | '||' | '(' | ')' | ',' | '=';

/** `at` is the 0-based offset of the token in the formula's text; carets and columns come from it. */
export type Token =
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  | { readonly kind: 'name'; readonly at: number; readonly text: string }
  | { readonly kind: 'string'; readonly at: number; readonly text: string }
  | { readonly kind: 'symbol'; readonly at: number; readonly text: Mark }
  | { readonly kind: 'end'; readonly at: number; readonly text: '' };

/** Operators that chain from left to right at one precedence. */
export type ChainOperator = '+' | '-' | '*' | '/' | ':';

export interface Link {
  readonly op: ChainOperator;
  readonly at: number;
  readonly operand: Syntax;
}

export type Syntax =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly fn: string;
      readonly args: readonly Syntax[];
      readonly named: readonly NamedArgument[];
    }
  | { readonly kind: 'sign'; readonly at: number; readonly op: '+' | '-'; readonly of: Syntax }
  | { readonly kind: 'chain'; readonly at: number; readonly first: Syntax; readonly rest: readonly Link[] }
  | {
      readonly kind: 'power';
      readonly at: number;
      readonly opAt: number;
      readonly base: Syntax;
      readonly exponent: Syntax;
    }
  | { readonly kind: 'paren'; readonly at: number; readonly of: Syntax }
  | {
      readonly kind: 'bar';
      readonly at: number;
      readonly structure: CovarianceKind;
      readonly coefs: Syntax;
      /** The p of `(x |p| g)`; null without. */
      readonly id: string | null;
      readonly group: Syntax;
    };

/** `k = 10` or `bs = "re"` in a call. */
export interface NamedArgument {
  readonly name: string;
  readonly at: number;
  readonly value: Syntax | string;
}

/** `left ~ right`; `addition` is what follows a `|` on the left, as in `y | trials(n)`. */
export interface FormulaSyntax {
  readonly left: Syntax;
  readonly addition: Syntax | null;
  readonly right: Syntax;
}

/** One number in, one number out, row by row. `I` is the identity: it only switches to arithmetic. */
export type RowFunction = 'I' | 'log' | 'log1p' | 'exp' | 'expm1' | 'sqrt' | 'abs' | 'round';

/** Functions whose numbers depend on the whole column: (x - mean) / sd, and x - mean. */
export type ColumnFunction = 'scale' | 'center';

/** Arithmetic over columns; the reading inside `I(...)`, `log(...)`, `offset(...)` and on the left of `~`. */
export type Arith =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'negative'; readonly of: Arith }
  | { readonly kind: 'paren'; readonly of: Arith }
  | { readonly kind: 'power'; readonly base: Arith; readonly exponent: Arith }
  | { readonly kind: 'chain'; readonly first: Arith; readonly rest: readonly ArithLink[] }
  | { readonly kind: 'call'; readonly fn: RowFunction; readonly of: Arith }
  | { readonly kind: 'standardized'; readonly fn: ColumnFunction; readonly of: Arith };

export interface ArithLink {
  readonly op: '+' | '-' | '*' | '/';
  readonly operand: Arith;
}

/** What a term is a product of. `text` is canonical and names it: equal text, equal variable. */
export type Variable =
  | { readonly kind: 'column'; readonly text: string; readonly name: string }
  | { readonly kind: 'factor'; readonly text: string; readonly name: string }
  | { readonly kind: 'arith'; readonly text: string; readonly value: Arith }
  | { readonly kind: 'poly'; readonly text: string; readonly of: Arith; readonly degree: number }
  /** `bs(x, df = 5)` or `ns(x, knots = c(1, 2))`. */
  | {
      readonly kind: 'spline';
      readonly text: string;
      readonly of: Arith;
      readonly basis: 'bs' | 'ns';
      readonly df: number | null;
      readonly knots: readonly number[] | null;
      readonly degree: number;
    }
  /** `s(x, k = 10, by = f)`, a main effect by itself. */
  | {
      readonly kind: 'smooth';
      readonly text: string;
      readonly of: Arith;
      readonly k: number;
      readonly by: string | null;
    }
  /** `mo(x)`, monotonic in the levels of x; a main effect by itself. */
  | { readonly kind: 'monotone'; readonly text: string; readonly name: string };

/** A main effect (one variable) or an interaction, variables in order of first appearance; `text` is `a:b`. */
export interface Term {
  readonly text: string;
  readonly variables: readonly Variable[];
}

/** The right side's terms, main effects first, then two-way interactions and so on, as R orders them. */
export interface Terms {
  readonly intercept: boolean;
  readonly terms: readonly Term[];
}

/** A matrix by its name: how the levels of a group vary together, `cov = A`, or the inverse of that, `prec = Q`. */
export interface KnownSyntax {
  readonly given: 'cov' | 'prec';
  readonly name: string;
}

/** How much a row has of each of its levels. */
export interface MembersSyntax {
  /** One a column; null for the same of each. */
  readonly weights: readonly Arith[] | null;
  /** Whether a row's weights are divided by their sum. */
  readonly scale: boolean;
}

/**
 * `(coefs | group)` or `cs(coefs | group)`. `columns` are the grouping columns, several for `a:b` and `mm(a, b)`; `group` is
 * their name.
 */
export interface RandomTerm {
  readonly text: string;
  readonly coefs: Terms;
  readonly group: string;
  readonly columns: readonly string[];
  /** `us` for `|`, `diag` for `||`. */
  readonly structure: CovarianceKind;
  /** Terms of one id, `(x |p| g)`, have one covariance together, in whatever linear predictors; null without. */
  readonly id: string | null;
  /** The f of `gr(g, by = f)`, each of whose levels has a covariance of its own; null without. */
  readonly by: string | null;
  /** Of `gr(g, cov = A)`; null where levels are independent. */
  readonly known: KnownSyntax | null;
  /** Of `mm(g1, g2)`, whose columns share their levels; null where a row has one level. */
  readonly members: MembersSyntax | null;
}

/** `cens(code)` or `cens(code, upper)`: the columns that say how a value is censored, and where intervals end. */
export interface CensoringSyntax {
  readonly code: string;
  readonly upper: string | null;
}

/** `se(s)`, known residual sds in the place of the family's own; with `sigma = TRUE` its own is added, in squares. */
export interface StandardErrorSyntax {
  readonly of: Arith;
  readonly withSigma: boolean;
}

/** `thres(4)`, `thres(gr = item)`: how many thresholds ordered categories have, and the column by which they differ; null without. */
export interface ThresholdSyntax {
  readonly count: number | null;
  readonly by: string | null;
}

/** The left side. `name` is its canonical text. */
export type Outcome =
  | {
      readonly kind: 'values';
      readonly name: string;
      readonly value: Arith;
      readonly censoring: CensoringSyntax | null;
      readonly standardError: StandardErrorSyntax | null;
      readonly thresholds?: ThresholdSyntax;
      /** `mi()`: rows without a value are kept, and draws of it are reported. */
      readonly drawMissing?: true;
    }
  | { readonly kind: 'trials'; readonly name: string; readonly successes: Arith; readonly trials: Arith }
  | { readonly kind: 'cbind'; readonly name: string; readonly successes: Arith; readonly failures: Arith };

/** A linear predictor: what stands on the right. */
export interface PredictorFormula {
  /** As the user wrote it, `~` included. */
  readonly text: string;
  readonly fixed: Terms;
  readonly offsets: readonly Arith[];
  readonly random: readonly RandomTerm[];
}

/** A formula as it was read: what stands on the left, and a linear predictor. */
export interface Formula extends PredictorFormula {
  readonly outcome: Outcome;
}
