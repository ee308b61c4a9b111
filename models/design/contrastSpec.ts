/** A matrix of one's own: a row a level, at most one column fewer; columns are called 1, 2, ... unless they have names. */
export interface OwnContrasts {
  readonly matrix: readonly (readonly number[])[];
  readonly names?: readonly string[];
}

/** How a factor is coded, as R's contr.* do it; `treatment(b)` takes level b as reference, `treatment` the first. */
export type ContrastSpec = ContrastName | `treatment(${string})` | OwnContrasts;

export type ContrastName = 'treatment' | 'sum' | 'helmert' | 'poly' | 'sdif';

/** A factor's columns where the reference is left out: `rows[level][column]`. */
export interface ContrastCoding {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
}
