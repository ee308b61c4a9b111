import { EigenvalueDecomposition, type Matrix } from 'ml-matrix';
import type { Vec } from '../logDensity.ts';
import { informationAlong } from './curvature.ts';
import type { OuterTarget } from './outerTarget.ts';

/** Directions of alpha along which the target goes on rising or falling less and less: a parameter is running off. */
export interface FlatSpace {
  /** Orthonormal directions, alpha.length numbers each. */
  readonly flat: readonly (readonly number[])[];
  /** Orthonormal basis of everything else, as columns; null where nothing is flat. */
  readonly rest: Matrix | null;
}

/** Less information than this about a direction (a sd beyond 100, on a scale of about one) is none. */
export const leastInformation = 1e-4;
/** Eigenvalues this much smaller than the largest may be differences' rounding and are measured again. */
const doubtful = 1e-5;

/**
 * Eigenvectors of the information matrix that hold no information. Under maximum likelihood a sd at its bound 0 (log sd
 * to minus infinity), a correlation at 1 and a coefficient under separation all end like this. Directions along which
 * the marginal curves upwards count too: they are none to hold on to.
 */
export function flatSpace(target: OuterTarget, point: Vec, information: Matrix): FlatSpace {
  if (!information.to1DArray().every(Number.isFinite)) return { flat: [], rest: null };
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(information, {
    assumeSymmetric: true,
  });
  const largest = values.reduce((most, v) => Math.max(most, v), 0);
  const isFlat = values.map(
    (value, i) =>
      value < Math.max(leastInformation, doubtful * largest) &&
      informationAlong(target, point, eigenvectorMatrix.getColumn(i)) < leastInformation,
  );
  if (!isFlat.includes(true)) return { flat: [], rest: null };
  const columns = values.map((_, i) => i);
  const kept = columns.filter((i) => !isFlat[i]);
  return {
    flat: columns.filter((i) => isFlat[i]).map((i) => eigenvectorMatrix.getColumn(i)),
    rest: eigenvectorMatrix.subMatrixColumn(kept),
  };
}

/** How far to look along a flat direction: with steps in log sd, sds up to exp(16) smaller or larger. */
const looks = [1, 2, 4, 8, 16];
/** Values closer than this are the same. */
const same = 1e-9;

/**
 * The nearest of the best points along a direction, both ways: where a parameter runs off, it is sent on its way; where it
 * had strayed onto a plain that only looks like an end, it is brought back.
 */
export function bestAlong(
  target: OuterTarget,
  from: { readonly point: Float64Array; readonly value: number },
  direction: readonly number[],
): { point: Float64Array; value: number } {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  const unused = new Float64Array(direction.length);
  const candidates = looks
    .flatMap((look) => [look, -look])
    .map((by) => {
      const point = from.point.map((x, i) => x + (by * direction[i]) / longest);
      return { point, value: target.logDensityAndGradient(point, unused) };
    })
    .filter((c) => Number.isFinite(c.value));
  const best = candidates.reduce((most, c) => Math.max(most, c.value), from.value);
  return [from, ...candidates].find((c) => c.value >= best - same) ?? from;
}

/** Coordinates with less than this share of a direction's largest component do not belong to it. */
const minorShare = 0.3;
/**
 * How far from zero run-off coordinates are put back. A variance is seen to want to leave zero if the best of these is
 * within a factor e^4 of where it wants to be; far out for sds with bounds much wider than they are.
 */
const recalls = [1, 2, 4, 8, 12, 16, 20, 24];

/**
 * The best of points where what has run off is put back, `from` if none is better. At a variance of zero the gradient in
 * its log vanishes whatever the data say: they may ask for a positive variance, and with it for correlations of the other
 * sign (the condition of Karush, Kuhn and Tucker on the variance itself). So the flat coordinates together are brought
 * nearer to zero, and one after the other set to zero, or to the other side.
 */
export function recalled(
  target: OuterTarget,
  from: { readonly point: Float64Array; readonly value: number },
  flat: readonly (readonly number[])[],
): { point: Float64Array; value: number } {
  const own = Array.from(from.point, (_, i) => i).filter((i) => flat.some((d) => isMajor(d, i)));
  const unused = new Float64Array(from.point.length);
  const candidates = recalls.flatMap((most) => {
    const back = from.point.slice();
    for (const i of own) back[i] = Math.max(-most, Math.min(most, back[i]));
    return [back, ...own.flatMap((i) => [back.with(i, 0), back.with(i, -back[i])])];
  });
  return candidates
    .map((point) => ({ point, value: target.logDensityAndGradient(point, unused) }))
    .reduce((best, c) => (c.value > best.value ? c : best), from);
}

function isMajor(direction: readonly number[], i: number): boolean {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  return Math.abs(direction[i]) > minorShare * longest;
}
