import type { Beside } from './monteCarlo.ts';

/** A residual a row of the data, and of every data set drawn. */
export interface Residuals {
  /** One for all data sets, or where the draw's parameters enter, one a draw. */
  readonly data: readonly Float32Array[];
  readonly drawn: readonly Float32Array[];
}

/** Two kinds of residuals of the same rows. */
export interface RowResiduals {
  /** (y - mean) / sd. */
  readonly scaled: Residuals;
  /** Where outcomes lie in their distribution, uniform on (0, 1) if the model is true, ties broken at random. */
  readonly uniform: Residuals;
}

/** A number of the residuals, of the data beside each data set. */
export function beside({ data, drawn }: Residuals, of: (own: Float32Array) => number): Beside {
  const found = Float64Array.from(drawn, of);
  const own = Float64Array.from(data, of);
  return { data: own.length === 1 ? new Float64Array(drawn.length).fill(own[0]) : own, drawn: found };
}

/** A number of outcomes, of the data beside each data set. */
export function besideOutcomes(
  y: Float64Array,
  sets: readonly Float64Array[],
  of: (own: Float64Array) => number,
): Beside {
  return { data: new Float64Array(sets.length).fill(of(y)), drawn: Float64Array.from(sets, of) };
}
