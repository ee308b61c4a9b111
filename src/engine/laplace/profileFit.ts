import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { invertInformation } from './curvature.ts';
import { leastInformation } from './flat.ts';
import type { AffineCoefficients } from './latentModel.ts';
import type { ProfileTarget } from './profile.ts';
import type { Optimum } from './search.ts';

/** An optimum over all of alpha, and what is known of the coefficients given the other parameters. */
export interface WholeOptimum extends Optimum {
  /** Covariance of alpha given the covariance and family parameters, row-major: zero outside the coefficients. */
  readonly conditionalCovariance: Float64Array;
  /** Writes how far alpha goes with a small shift of the target's coordinates. */
  readonly path: (shift: Float64Array, alphaOut: Float64Array) => void;
}

/**
 * The optimum of a profile as one over all of alpha. With D = d beta / d phi, C = cov(phi) and I the information about beta
 * at phi: the covariance is [[I^-1 + D C D', D C], [C D', C]], or, where `follow` is false, [[I^-1, 0], [0, C]]. A scale found
 * inside counts like a coefficient, its information being twice the rows.
 */
export function wholeOptimum(
  target: ProfileTarget,
  coefficients: AffineCoefficients,
  optimum: Optimum,
  follow: boolean,
): WholeOptimum {
  const { places, alpha, scale } = target;
  const n = alpha.length;
  const moves = coefficientSlopes(target, coefficients, optimum.slopes);
  const path = pathOf(target, optimum.slopes);
  if (follow) path.add(moves.transpose().mmul(betaPlaces(coefficients, n)));
  const given = conditional(target, coefficients, n);
  const covariance = toMatrix(optimum.covariance, places.length, places.length);
  const whole = Matrix.add(given.covariance, path.transpose().mmul(covariance).mmul(path));
  if (scale !== null) {
    const along = Matrix.rowVector([...scale.direction]);
    whole.add(
      along
        .transpose()
        .mmul(along)
        .div(2 * scale.count),
    );
  }
  const own = scale === null ? [] : [1];
  return {
    ...optimum,
    point: alpha.slice(),
    covariance: flatten(whole),
    conditionalCovariance: flatten(given.covariance),
    path: (shift, alphaOut) =>
      alphaOut.set(
        path
          .transpose()
          .mmul(Matrix.columnVector([...shift]))
          .to1DArray(),
      ),
    eigenvalues: Float64Array.from([...optimum.eigenvalues, ...given.eigenvalues, ...own]).sort(),
    slopes: flatten(modeSlopes(target, coefficients, optimum.slopes, moves)),
    flat: [...optimum.flat.map((direction) => embed(direction, places, n)), ...given.flat],
  };
}

/** d alpha / d phi, a row a coordinate, the coefficients held: the coordinate itself, and where the scale goes with it. */
function pathOf({ places, alpha, scale, follows }: ProfileTarget, slopes: Float64Array): Matrix {
  const m = places.length;
  const path = new Matrix(m, alpha.length);
  places.forEach((place, c) => {
    path.set(c, place, 1);
    const along = scale === null ? 0 : slopes[(follows.length - 1) * m + c];
    scale?.direction.forEach((by, i) => {
      path.set(c, i, path.get(c, i) + along * by);
    });
  });
  return path;
}

/** Rows that put each coefficient's coordinate in its place. */
function betaPlaces({ at }: Pick<AffineCoefficients, 'at'>, n: number): Matrix {
  const out = new Matrix(at.length, n);
  at.forEach((place, k) => {
    out.set(k, place, 1);
  });
  return out;
}

/** d beta / d phi in coordinates of alpha, a row a coefficient. */
function coefficientSlopes(
  { places, joint, mode }: ProfileTarget,
  { slope }: AffineCoefficients,
  slopes: Float64Array,
): Matrix {
  const m = places.length;
  const p = joint.linear.length;
  const first = mode.z.length;
  const out = new Matrix(p, m);
  for (let k = 0; k < p; k++)
    for (let c = 0; c < m; c++) out.set(k, c, slopes[(first + k) * m + c] / slope[k]);
  return out;
}

/**
 * d z / d alpha, other coordinates fixed: -follow for coefficients; for phi, what z does on the way less beta's share, and less
 * the scale's, along which z = z / growth.
 */
function modeSlopes(
  target: ProfileTarget,
  { at, slope }: AffineCoefficients,
  slopes: Float64Array,
  moves: Matrix,
): Matrix {
  const { places, joint, alpha, follows, mode, scale } = target;
  const m = places.length;
  const dimension = mode.z.length;
  const out = new Matrix(dimension, alpha.length);
  for (let q = 0; q < dimension; q++) {
    let alongScale = -mode.z[q];
    at.forEach((place, k) => {
      out.set(q, place, -joint.follow[k][q] * slope[k]);
    });
    places.forEach((place, c) => {
      let s = slopes[q * m + c];
      for (let k = 0; k < at.length; k++) s += joint.follow[k][q] * slope[k] * moves.get(k, c);
      if (scale !== null) {
        s += mode.z[q] * slopes[(follows.length - 1) * m + c];
        alongScale -= scale.direction[place] * s;
      }
      out.set(q, place, s);
    });
    if (scale !== null) out.set(q, scale.at, alongScale / scale.direction[scale.at]);
  }
  return out;
}

/** The inverse information about the coefficients, apart from directions that hold none (separation). */
function conditional(
  { joint }: ProfileTarget,
  { at, slope }: AffineCoefficients,
  n: number,
): { covariance: Matrix; eigenvalues: Float64Array; flat: Float64Array[] } {
  const p = at.length;
  if (p === 0) return { covariance: new Matrix(n, n), eigenvalues: new Float64Array(0), flat: [] };
  const information = toMatrix(joint.information, p, p)
    .mulRowVector([...slope])
    .mulColumnVector([...slope]);
  const places = betaPlaces({ at }, n);
  const values = information.to1DArray();
  if (!values.every(Number.isFinite))
    return {
      covariance: new Matrix(n, n).fill(Number.NaN),
      eigenvalues: new Float64Array(p).fill(Number.NaN),
      flat: [],
    };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(information, {
    assumeSymmetric: true,
  });
  const columns = realEigenvalues.map((_, k) => k);
  const rest = eigenvectorMatrix.subMatrixColumn(
    columns.filter((k) => realEigenvalues[k] >= leastInformation),
  );
  const { covariance, eigenvalues } = invertInformation(rest.transpose().mmul(information).mmul(rest));
  const full = rest.mmul(covariance).mmul(rest.transpose());
  return {
    covariance: places.transpose().mmul(full).mmul(places),
    eigenvalues,
    flat: columns
      .filter((k) => !(realEigenvalues[k] >= leastInformation))
      .map((k) => embed(Float64Array.from(eigenvectorMatrix.getColumn(k)), [...at], n)),
  };
}

function embed(direction: Float64Array, places: readonly number[], n: number): Float64Array {
  const out = new Float64Array(n);
  places.forEach((place, c) => {
    out[place] = direction[c];
  });
  return out;
}

function toMatrix(entries: Float64Array, rows: number, columns: number): Matrix {
  return new Matrix(
    Array.from({ length: rows }, (_, r) => [...entries.subarray(r * columns, (r + 1) * columns)]),
  );
}

function flatten(m: Matrix): Float64Array {
  return Float64Array.from(m.to1DArray());
}
