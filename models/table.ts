/**
 * One column of a table. Missing values: NaN in numbers, -1 in codes and booleans.
 * A factor is `declared` when somebody stated the order of its levels, the reference first; a design then keeps that
 * order. Otherwise the order means nothing and a design sorts by code point.
 */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly kind: 'factor';
      readonly levels: readonly string[];
      readonly codes: Int32Array;
      readonly declared?: true;
    }
  | { readonly kind: 'boolean'; readonly values: Int8Array };

/**
 * Named columns of equal length. `source` says where they came from, for messages ("hospital.csv", "columns").
 * `lines[i]` is the 1-based line of row i in its file, when it came from one; messages then name lines instead of rows.
 */
export interface Table {
  readonly source: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
  readonly lines?: Int32Array;
}
