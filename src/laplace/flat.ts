import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Vec } from '../hmc/logDensity.ts';
import { informationAlong } from './curvature.ts';
import type { LaplaceMarginal } from './marginal.ts';

/** Directions of alpha along which the marginal goes on rising or falling less and less: a parameter is running off. */
export interface FlatSpace {
  /** Orthonormal directions, alpha.length numbers each. */
  readonly flat: readonly (readonly number[])[];
  /** Orthonormal basis of everything else, as columns. */
  readonly rest: Matrix;
}

/** Less information than this about a direction (a sd beyond 100, on a scale of about one) is none. */
const leastInformation = 1e-4;
/** Eigenvalues this much smaller than the largest may be differences' rounding and are measured again. */
const doubtful = 1e-5;

/**
 * Eigenvectors of the information matrix that hold no information. Under maximum likelihood a sd at its bound 0 (log sd
 * to minus infinity), a correlation at 1 and a coefficient under separation all end like this.
 */
export function flatSpace(marginal: LaplaceMarginal, point: Vec, information: Matrix): FlatSpace {
  const n = marginal.dimension;
  if (!information.to1DArray().every(Number.isFinite)) return { flat: [], rest: Matrix.eye(n, n) };
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(information, {
    assumeSymmetric: true,
  });
  const largest = values.reduce((most, v) => Math.max(most, v), 0);
  const isFlat = values.map(
    (value, i) =>
      value < Math.max(leastInformation, doubtful * largest) &&
      Math.abs(informationAlong(marginal, point, eigenvectorMatrix.getColumn(i))) < leastInformation,
  );
  if (!isFlat.includes(true)) return { flat: [], rest: Matrix.eye(n, n) };
  const columns = values.map((_, i) => i);
  const kept = columns.filter((i) => !isFlat[i]);
  return {
    flat: columns.filter((i) => isFlat[i]).map((i) => eigenvectorMatrix.getColumn(i)),
    rest: eigenvectorMatrix.subMatrixColumn(kept),
  };
}

/** How far a coordinate that runs off is sent on its way: a factor exp(-8) for a sd, and its square for what is left to gain. */
const farther = 8;

/** The point moved on along the flat directions, each the way its slope points; none where there is no slope to speak of. */
export function sentFarther(point: Vec, slope: Vec, flat: FlatSpace['flat']): Float64Array {
  const moved = Float64Array.from({ length: point.length }, (_, i) => point[i]);
  for (const direction of flat) {
    const rise = direction.reduce((s, d, i) => s + d * slope[i], 0);
    const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
    if (Math.abs(rise) > 1e-9)
      for (let i = 0; i < moved.length; i++) moved[i] += (Math.sign(rise) * farther * direction[i]) / longest;
  }
  return moved;
}
