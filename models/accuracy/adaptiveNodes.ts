import { exp, log } from '../../src/engine/elementary.ts';
import { hermite, type NormalRule, productRule } from '../predict/normalRules.ts';
import { type InnerMode, solveTransposed } from './innerMode.ts';
import type { Integrand } from './integrand.ts';
import type { NodeValues } from './nodeValues.ts';

/** Most dimensions that are integrated over nodes. */
export const mostDimensions = 4;

/** Nodes in each dimension, more and more until two rules agree. */
const ladders: readonly (readonly number[])[] = [
  [7, 13, 25, 49, 97, 161],
  [7, 13, 25, 41, 61],
  [7, 11, 17, 25],
  [5, 7, 11],
];

/** Rules agree where the logarithms of their integrals differ by less. */
const tolerance = 1e-5;

/** Nodes of draws worked out at a time. */
const mostNodes = 50_000;

const rules = new Map<number, NormalRule>();

function ruleOf(nodes: number, dimension: number): NormalRule {
  const key = nodes * (mostDimensions + 1) + dimension;
  const rule = rules.get(key) ?? productRule(hermite(nodes), dimension);
  rules.set(key, rule);
  return rule;
}

/** About where the integrand of each draw has its top, and its value there; draw after draw. */
interface Tops {
  readonly value: Float64Array;
  readonly z: Float64Array;
  /** Lower Cholesky factors of the curvatures. */
  readonly factor: Float64Array;
}

/**
 * Writes log of the integral of exp(integrand) over z, divided by (2 pi)^(size / 2), of every draw: by Gauss-Hermite nodes around about the mode, scaled by
 * the curvature there (Liu & Pierce 1994, Biometrika 81), the more nodes until two rules agree. Without `valuesAt` the integrand is quadratic, and its mode
 * is the answer. NaN where there is no mode. Returns how far apart the last two rules were at most.
 */
export function logIntegrals(
  integrand: Integrand,
  mode: InnerMode,
  valuesAt: NodeValues | null,
  out: Float64Array,
): number {
  const { size } = integrand;
  const tops = findTops(integrand, mode, out.length);
  for (let d = 0; d < out.length; d++) {
    out[d] = tops.value[d];
    for (let j = 0; j < size; j++) out[d] -= log(tops.factor[(d * size + j) * size + j]);
  }
  return valuesAt === null ? 0 : refine(tops, size, valuesAt, out);
}

function findTops(integrand: Integrand, mode: InnerMode, count: number): Tops {
  const { size } = integrand;
  const make = (n: number): Float64Array => new Float64Array(n);
  const tops = { value: make(count), z: make(count * size), factor: make(count * size * size) };
  for (let d = 0; d < count; d++) {
    integrand.go(d);
    tops.value[d] = mode.find();
    tops.z.set(mode.z, d * size);
    tops.factor.set(mode.factor, d * size * size);
  }
  return tops;
}

/** Adds to Laplace's method, `out`, what nodes say of it. */
function refine(tops: Tops, size: number, valuesAt: NodeValues, out: Float64Array): number {
  const laplace = out.slice();
  const apart = new Float64Array(out.length);
  let left = Int32Array.from(laplace.keys()).filter((d) => !Number.isNaN(laplace[d]));
  ladders[size - 1].forEach((nodes, step) => {
    const rule = ruleOf(nodes, size);
    const each = Math.max(1, Math.floor(mostNodes / rule.weights.length));
    for (let from = 0; from < left.length; from += each) {
      const draws = left.subarray(from, from + each);
      meansOfRatios(tops, size, rule, draws, valuesAt).forEach((mean, a) => {
        const d = draws[a];
        const found = laplace[d] + log(mean);
        apart[d] = step === 0 ? Number.POSITIVE_INFINITY : Math.abs(found - out[d]);
        out[d] = found;
      });
    }
    left = left.filter((d) => !(apart[d] < tolerance));
  });
  return apart.reduce((most, x) => Math.max(most, x), 0);
}

/** For each draw the mean of exp(integrand - top + x'x / 2) over standard normal x, z = top + L'^-1 x. */
function meansOfRatios(
  { value, z: centre, factor }: Tops,
  size: number,
  { nodes, weights }: NormalRule,
  draws: Int32Array,
  valuesAt: NodeValues,
): Float64Array {
  const count = weights.length;
  const z = new Float64Array(draws.length * count * size);
  const values = new Float64Array(draws.length * count);
  const halfSquares = Float64Array.from(weights, (_, m) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += 0.5 * nodes[m * size + j] * nodes[m * size + j];
    return sum;
  });
  draws.forEach((d, a) => {
    const own = factor.subarray(d * size * size, (d + 1) * size * size);
    for (let m = 0; m < count; m++) {
      const x = z.subarray((a * count + m) * size, (a * count + m + 1) * size);
      for (let j = 0; j < size; j++) x[j] = nodes[m * size + j];
      solveTransposed(own, x, size);
      for (let j = 0; j < size; j++) x[j] += centre[d * size + j];
    }
  });
  valuesAt(draws, count, z, values);
  return Float64Array.from(draws, (d, a) => {
    let sum = 0;
    for (let m = 0; m < count; m++)
      sum += weights[m] * exp(values[a * count + m] - value[d] + halfSquares[m]);
    return sum;
  });
}
