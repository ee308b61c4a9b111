/** A symmetric matrix whose rows and columns have names: the levels of a group. */
export interface NamedMatrix {
  /** Of the rows, and of the columns in the same order. */
  readonly names: readonly string[];
  /** Row by row, or all numbers in one array, row after row. */
  readonly values: readonly ArrayLike<number>[] | Float64Array;
}
