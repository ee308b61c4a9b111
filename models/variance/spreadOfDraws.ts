import { equalTailed } from '../../diagnostics/intervals.ts';

/** A number with its uncertainty: mean over the draws, and an equal-tailed interval. */
export interface Uncertain {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** Sums up draws, an interval of `level`. */
export function uncertain(draws: Float64Array, level: number): Uncertain {
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  return { mean, ...equalTailed([draws], level) };
}
