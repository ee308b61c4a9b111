import type { LogDensity } from '../engine/logDensity.ts';

/** Functions of a point that a test looks at, by name. */
export interface TestQuantities {
  readonly names: readonly string[];
  at(theta: Float64Array): readonly number[];
}

/** More coordinates than this are looked at in even steps only, so that the tests do not become too many to see anything. */
const mostCoordinates = 20;

/**
 * Coordinates, their squares, products of neighbours and the log density, then the caller's own: shifts, widths,
 * correlations, and what is seen in no single one.
 */
export function testQuantities(
  target: LogDensity,
  own: Readonly<Record<string, (theta: Float64Array) => number>> = {},
): TestQuantities {
  const n = target.dimension;
  const stride = Math.ceil(n / mostCoordinates);
  const places = Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride);
  const pairs = places.slice(1).map((b, i) => [places[i], b] as const);
  const gradient = new Float64Array(n);
  return {
    names: [
      ...places.map((i) => `theta[${i}]`),
      ...places.map((i) => `theta[${i}]^2`),
      ...pairs.map(([a, b]) => `theta[${a}] theta[${b}]`),
      'log density',
      ...Object.keys(own),
    ],
    at: (theta) => [
      ...places.map((i) => theta[i]),
      ...places.map((i) => theta[i] * theta[i]),
      ...pairs.map(([a, b]) => theta[a] * theta[b]),
      target.logDensityAndGradient(theta, gradient),
      ...Object.values(own).map((of) => of(theta)),
    ],
  };
}
