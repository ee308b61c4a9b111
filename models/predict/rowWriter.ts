/** Writes a row's draws, those of a category after those of another where there are some. */
export interface RowWriter {
  readonly categories: readonly string[] | null;
  write(row: number, out: Float64Array): void;
  /** What is to be said of how. */
  readonly note?: string;
}
