import type * as FastCheck from 'fast-check';
import { pow } from '../engine/elementary.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import {
  bananaDensity,
  funnelDensity,
  type KnownDensity,
  logGammaDensity,
  logisticDensity,
  mixtureDensity,
  normalDensity,
  studentTDensity,
} from './knownDensity.ts';

/** The shapes of `arbitraryLogDensity`, each made of a dimension and random numbers. */
const shapes = {
  normal: (rng, n) => normalDensity(randomMean(rng, n), randomFactor(rng, n, 0)),
  badlyScaled: (rng, n) => normalDensity(randomMean(rng, n), randomFactor(rng, n, 2)),
  banana: (rng, n) => bananaDensity(n, 0.2 + 0.8 * rng.uniform()),
  funnel: (rng, n) => funnelDensity(n, 0.5 + rng.uniform()),
  studentT: (rng, n) => studentTDensity(n, 5 + 10 * rng.uniform()),
  logistic: (rng, n) => logisticDensity(n, 0.3 + 2 * rng.uniform()),
  logGamma: (rng, n) => logGammaDensity(n, 0.7 + 3 * rng.uniform()),
  mixture: (rng, n) => mixtureDensity(n, 0.5 + 1.5 * rng.uniform(), 0.2 + 0.6 * rng.uniform()),
} as const satisfies Record<string, (rng: Rng, dimension: number) => KnownDensity>;

/** A kind of density that `arbitraryLogDensity` makes. */
export type DensityShape = keyof typeof shapes;

/** All of them. */
export const densityShapes = Object.keys(shapes) as readonly DensityShape[];

/** Of `arbitraryLogDensity`. */
export interface ArbitraryLogDensityOptions {
  /** All if left out. */
  readonly shapes?: readonly DensityShape[];
  /** 6 if left out; at least 2, which is the least. */
  readonly maxDimension?: number;
}

/**
 * Log densities with exact draws and known means and sds: correlated and badly scaled normals (sds from 0.01 to 100), bananas,
 * funnels, Student-t, logistic, log-gamma, and mixtures of two normals; all normalised. Those but `badlyScaled` have sds near 1.
 * @example fc.assert(fc.property(arbitraryLogDensity(fc), (density) => ...))
 */
export function arbitraryLogDensity(
  fc: Pick<typeof FastCheck, 'record' | 'nat' | 'integer' | 'constantFrom'>,
  { shapes: wanted = densityShapes, maxDimension = 6 }: ArbitraryLogDensityOptions = {},
): FastCheck.Arbitrary<KnownDensity> {
  wholeNumber('arbitraryLogDensity: maxDimension', maxDimension, 2);
  return fc
    .record({
      shape: fc.constantFrom(...wanted),
      dimension: fc.integer({ min: 2, max: maxDimension }),
      seed: fc.nat({ max: 1e6 }),
    })
    .map(({ shape, dimension, seed }) => knownDensity(shape, dimension, seed));
}

/** One of them, as `arbitraryLogDensity` makes it. */
export function knownDensity(shape: DensityShape, dimension: number, seed: number): KnownDensity {
  wholeNumber('knownDensity: dimension', dimension, 2);
  return shapes[shape](stream(String(seed), 'density', shape), dimension);
}

function randomMean(rng: Rng, n: number): Float64Array {
  return Float64Array.from({ length: n }, () => rng.normal());
}

/** A lower triangle whose rows have lengths around 1, or anywhere up to `decades` powers of ten from it. */
function randomFactor(rng: Rng, n: number, decades: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const scale = pow(10, decades * (2 * rng.uniform() - 1));
    for (let j = 0; j < i; j++) factor[i * n + j] = 0.4 * scale * rng.normal();
    factor[i * (n + 1)] = scale * (0.5 + rng.uniform());
  }
  return factor;
}
