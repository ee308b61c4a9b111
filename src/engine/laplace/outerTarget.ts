import type { EstimatedCholesky } from '../linalg/estimated/estimatedCholesky.ts';
import type { LogDensity } from '../logDensity.ts';
import type { InnerPoint } from './innerPoint.ts';

/** What is read of the inner mode, whoever finds it. */
export type ModeView = Pick<InnerPoint, 'z' | 'eta' | 'd1' | 'd2' | 'logDeterminant' | 'restart'>;

/** What is read of an estimated log determinant. */
export type DeterminantEstimate = Pick<EstimatedCholesky, 'restrict' | 'recipe' | 'standardError'>;

/** What an outer search climbs: a log density of population parameters, and what its last call found inside. */
export interface OuterTarget extends LogDensity {
  readonly mode: ModeView;
  /** Where its log determinant is an estimate: what of. */
  readonly estimate?: DeterminantEstimate | null;
  /** What is found anew at every point: the mode of z in theta order, then coefficients where they are sought inside. */
  readonly follows: Float64Array;
}
