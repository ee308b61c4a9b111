import { exp, log } from '../elementary.ts';
import type { Rng } from '../rng.ts';
import type { LevelNodes } from './levelNodes.ts';
import type { NodeKernel } from './nodeKernel.ts';
import { mostNodes, nodesAtOnce } from './nodeModule.ts';

/**
 * One exact draw from a level's density by its nodes, which is log-concave, by rejection under steps. Between two nodes the density is
 * at most the larger of both, or beside the top what the chords of the intervals before and behind reach; at least the lesser
 * of both, and exp of their chord: a proposal below those needs no evaluation. Beyond the nodes the chord of the last two goes on
 * above it. Source of the bounds: Gilks 1992, "Derivative-free adaptive rejection sampling for Gibbs sampling".
 * Throws RangeError where a log density is above its bound by more than `rounding`: it is not log-concave.
 */
export function drawEffect(
  rng: Rng,
  nodes: LevelNodes,
  c: number,
  logDensity: (z: number) => number,
  rounding = usualRounding,
): number {
  const { z, density } = nodes;
  const top = nodes.top[c];
  let start = nodes.start[c];
  let end = start + nodes.count[c] - 1;
  // so deep that nothing is left of their densities
  while (density[start + 1] === 0) start++;
  while (density[end - 1] === 0) end--;
  const leftFall = leastFall(density[start + 1], density[start], z[start + 1] - z[start]);
  const rightFall = leastFall(density[end - 1], density[end], z[end] - z[end - 1]);
  const leftArea = density[start] / leftFall;
  const rightArea = density[end] / rightFall;
  const count = end - start;
  if (bounds.length < count) {
    bounds = new Float64Array(2 * count);
    upTo = new Float64Array(2 * count);
  }
  let steps = 0;
  for (let k = 0; k < count; k++) {
    bounds[k] = bound(z, density, start + k, start, end);
    steps += bounds[k] * (z[start + k + 1] - z[start + k]);
    upTo[k] = steps;
  }

  for (;;) {
    const at = (steps + leftArea + rightArea) * rng.uniform();
    if (at >= steps) {
      const isLeft = at - steps < leftArea;
      const beyond = -log(rng.uniform()) / (isLeft ? leftFall : rightFall);
      const point = isLeft ? z[start] - beyond : z[end] + beyond;
      const logBound = log(density[isLeft ? start : end]) - (isLeft ? leftFall : rightFall) * beyond;
      if (isBelow(rng.uniform(), logDensity(point) - top, logBound, rounding)) return point;
      continue;
    }
    let k = 0;
    while (k < count - 1 && at >= upTo[k]) k++;
    const m = start + k;
    const share = rng.uniform();
    const point = z[m] + share * (z[m + 1] - z[m]);
    const height = bounds[k] * rng.uniform();
    const a = density[m];
    const b = density[m + 1];
    // below their harmonic mean, which is below the chord of logarithms
    if (height * ((1 - share) * b + share * a) <= a * b) return point;
    if (height <= exp((1 - share) * log(a) + share * log(b))) return point;
    if (isBelow(height / bounds[k], logDensity(point) - top, log(bounds[k]), rounding)) return point;
  }
}

/** How fast the log density falls beyond the last of two nodes, at least: it does by the chord's log(a / b) a width, which is not less than 2 (a - b) / (a + b). */
const leastFall = (a: number, b: number, width: number): number => (2 * (a - b)) / ((a + b) * width);

/** Of each interval between nodes: the most that the density is there, and the area below that up to its end. */
let [bounds, upTo] = [new Float64Array(256), new Float64Array(256)];

/** Where a single point is evaluated: the last nodes, which hardly a level reaches. */
export const lastNode = mostNodes - nodesAtOnce;

/** Log density of a level at a point, as the kernel has it, of the rows that `level` has then. */
export function levelDensity(
  kernel: NodeKernel,
  level: { readonly firstRow: number; readonly endRow: number },
): (point: number) => number {
  return (point) => {
    for (let m = lastNode; m < mostNodes; m++) kernel.z[m] = point;
    kernel.evaluate(level.firstRow, level.endRow, lastNode, mostNodes, true);
    return kernel.level[lastNode];
  };
}

/** What rounding may put a log density above its bound. */
const usualRounding = 1e-9;

function isBelow(share: number, logDensity: number, logBound: number, rounding: number): boolean {
  if (logDensity > logBound + rounding)
    throw new RangeError('quadrature: the conditional density of a group effect is not log-concave');
  return log(share) <= logDensity - logBound;
}

/** The most that the density is between nodes m and m + 1. */
function bound(z: Float64Array, density: Float64Array, m: number, start: number, end: number): number {
  const a = density[m];
  const b = density[m + 1];
  if (m > start && a < density[m - 1]) return a;
  if (m + 1 < end && density[m + 2] > b) return b;
  // the top may be inside: chords of the neighbours, as far as they reach
  const width = z[m + 1] - z[m];
  const before =
    m === start ? Number.POSITIVE_INFINITY : reached(density[m - 1], a, width / (z[m] - z[m - 1]));
  const behind =
    m + 1 === end ? Number.POSITIVE_INFINITY : reached(density[m + 2], b, width / (z[m + 2] - z[m + 1]));
  return Math.max(a, b, Math.min(before, behind));
}

/** Where the chord of logarithms from a to b goes on for `times` its length, which is 1 but for rounding where nodes are evenly apart. */
function reached(a: number, b: number, times: number): number {
  return Math.abs(times - 1) < 1e-12 ? (b * b) / a : b * exp(times * log(b / a));
}
