import type { Expression } from '../../src/engine/autodiff/index.ts';
import type { ReportedQuantity } from '../../src/engine/program/program.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type {
  CovarianceBuilder,
  CovarianceParameter,
  CovariancePriors,
  CovarianceTerm,
} from './structure.ts';

/** Whose correlations: the group, and the block of coefficients that share them, all of one linear predictor. */
export type PatternTerm = Pick<CovarianceTerm, 'group' | 'block' | 'predictors'>;

/**
 * A correlation matrix of k coefficients with few parameters, whatever the coefficients' sds. Matrices are k x k,
 * row-major.
 */
export interface CorrelationPattern {
  /** What is reported, in order. */
  parameters(k: number, term: PatternTerm): readonly CovarianceParameter[];
  /** The Cholesky factor's entries on and below the diagonal, row after row, and the parameters' values. */
  layOut(
    k: number,
    term: PatternTerm,
    builder: CovarianceBuilder,
  ): {
    readonly factor: readonly (readonly Expression[])[];
    readonly values: readonly Pick<ReportedQuantity, 'expression' | 'support'>[];
  };
  /** The parameters drawn from their priors. */
  draw(rng: Rng, k: number, term: PatternTerm, priors: CovariancePriors): readonly number[];
  /** The matrix from the parameters' values. */
  matrix(k: number, values: ArrayLike<number>): Float64Array;
  /** Log prior density of the parameters' values, up to a constant. */
  logPrior(k: number, term: PatternTerm, priors: CovariancePriors): (values: readonly number[]) => number;
}
