import type { Design } from './design.ts';

/** What the designs of all linear predictors have. */
export type PredictorDesign = Pick<Design, 'fixed' | 'groups' | 'offset'>;

/** Rows of a linear predictor's design in the order given, 0-based; levels stay as they are. */
export function takeRows({ fixed, groups, offset }: PredictorDesign, rows: Int32Array): PredictorDesign {
  const take = (values: Float64Array): Float64Array => takeNumbers(values, rows);
  return {
    fixed: { ...fixed, columns: fixed.columns.map(take), ...taken(fixed, take) },
    groups: groups.map((group) => ({
      ...group,
      index: Int32Array.from(rows, (row) => group.index[row]),
      columns: group.columns.map(take),
      ...taken(group, take),
    })),
    offset: offset === null ? null : take(offset),
  };
}

function taken(
  { counts }: { readonly counts?: Float64Array },
  take: (values: Float64Array) => Float64Array,
): { readonly counts?: Float64Array } {
  return counts === undefined ? {} : { counts: take(counts) };
}

/** `values[rows[p]]` at p. */
export function takeNumbers(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let p = 0; p < rows.length; p++) out[p] = values[rows[p]];
  return out;
}
