import type { SparseRows } from '../../src/engine/linalg/sparse.ts';
import type { ContrastCoding } from './contrastSpec.ts';
import type { CubicSpline } from './cubicSpline.ts';
import type { DateOrder } from './dates.ts';
import type { SplineBasis } from './splines.ts';

/** What one variable learned from the rows a model was built on; new rows are encoded with it, not with their own. */
export type Encoding =
  /** Levels of a factor, and its contrasts; dummies but for the first level without. */
  | {
      readonly kind: 'levels';
      readonly levels: readonly string[];
      readonly contrasts?: { readonly words: string; readonly coding: ContrastCoding };
    }
  /** Time points of a covariance in time; `numbers` where they are whole numbers one after the other. */
  | { readonly kind: 'times'; readonly levels: readonly string[]; readonly numbers: boolean }
  /** `bs(x)` or `ns(x)`. */
  | { readonly kind: 'spline'; readonly basis: SplineBasis }
  /** `s(x)`: what bends of it. */
  | { readonly kind: 'smooth'; readonly spline: CubicSpline }
  /** Levels of the factor that a smooth goes by. */
  | { readonly kind: 'by'; readonly levels: readonly string[] }
  /** Levels of `mo(x)`, lowest first; `numbers` where they are whole numbers one after the other. */
  | { readonly kind: 'monotone'; readonly levels: readonly string[]; readonly numbers: boolean }
  /** Places of a covariance of distances, ascending. */
  | { readonly kind: 'positions'; readonly positions: readonly number[] }
  /** A known covariance of a group's levels: a lower triangular root of it. */
  | { readonly kind: 'known'; readonly root: SparseRows }
  /** Points of a covariance of distances in several columns. */
  | { readonly kind: 'points'; readonly points: readonly (readonly number[])[] }
  /** `scale(x)` is (x - mean) / sd; `center(x)` has sd 1. */
  | { readonly kind: 'standardized'; readonly mean: number; readonly sd: number }
  /** `poly(x, k)`: the recurrence of `poly.ts`. */
  | { readonly kind: 'poly'; readonly alpha: readonly number[]; readonly norm2: readonly number[] };

/** Everything about a design that depends on its data. Plain data: it can be stored and sent between threads. */
export interface Recipe {
  /** By the variable's text: `Sex`, `factor(dose)`, `scale(Age)`, `poly(x, 2)`. */
  readonly variables: ReadonlyMap<string, Encoding>;
  /** Levels in order by the group's name, `DID` or `hospital:ward`. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Text columns read as numbers: the order of their dates, null where they are none. */
  readonly dates: ReadonlyMap<string, DateOrder | null>;
  /** Names of fixed-effect columns left out for depending on others. */
  readonly leftOut: ReadonlySet<string>;
}
