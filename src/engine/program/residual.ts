import { InputError } from '../errors.ts';

/**
 * How the residuals of a row's block vary together, as plain data: Cov(e) = sigma^2 C, block by block. Rows are sorted so
 * that blocks are contiguous and, within a block, places ascend; what C is made of are auxiliary values of the program.
 */
export interface ResidualProgram {
  readonly kind: ResidualKind;
  /** Names of the auxiliary values that C reads, in the order its kind says. */
  readonly parameters: readonly string[];
  /** Name of the auxiliary sd sigma; null where C is the whole covariance. */
  readonly scale: string | null;
  /** First row of every block, then the number of rows. */
  readonly starts: Int32Array;
  /** Of each row: its time ('decay'), its stratum or time point, counted from 0 ('strata', 'points'); nothing otherwise. */
  readonly place: Float64Array;
  /** Number of strata or time points; 0 otherwise. */
  readonly places: number;
  /** The random term that blocks lie within the levels of, whose effects are integrated out level by level; -1 for none. */
  readonly leading: number;
  /** Where y is a transformed outcome: the sum of the log slopes, which makes a density of y one of the outcome; 0 if left out. */
  readonly logJacobian?: number;
  /** Where condensed rows have the place of rows: each is a block, and `place` the set of the kind's form that its square belongs to. */
  readonly condensed?: CondensedResidual;
}

/** What a kind's form counts of rows, where there are condensed ones only. */
export interface CondensedResidual {
  /** Rows of every stratum ('strata'); neighbours of every gap ('decay'). */
  readonly counts: Float64Array;
  /** The distinct gaps between neighbours, ascending; none for strata. */
  readonly gaps: Float64Array;
}

/**
 * - decay: correlation rho^|t - t'|; one parameter, rho.
 * - exchangeable: correlation rho; one parameter, rho.
 * - strata: independent, an sd a stratum; the sds.
 * - points: any covariance of a few time points; the lower triangle of its Cholesky factor, row by row.
 */
export type ResidualKind = 'decay' | 'exchangeable' | 'strata' | 'points';

/** Throws InputError where residuals have a structure: `what` takes the rows for independent given eta. */
export function demandIndependentRows(program: { readonly residual?: ResidualProgram }, what: string): void {
  if (program.residual === undefined) return;
  throw new InputError(
    `${what}: wanted residuals that are independent over rows, got a residual structure; such models are sampled by "collapsed" (auto takes it) and fitted by laplace with method ml, reml or map`,
  );
}
