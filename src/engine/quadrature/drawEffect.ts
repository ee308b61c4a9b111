import { exp, log } from '../elementary.ts';
import type { Rng } from '../rng.ts';
import type { LevelNodes } from './levelNodes.ts';
import type { NodeKernel } from './nodeKernel.ts';
import { middleNode, nodesAtOnce } from './nodeModule.ts';

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
  const left = tail(density[start + 1], density[start], z[start + 1] - z[start]);
  const right = tail(density[end - 1], density[end], z[end] - z[end - 1]);
  let steps = 0;
  for (let m = start; m < end; m++) steps += bound(nodes, m, start, end) * (z[m + 1] - z[m]);

  const evaluate = (point: number): number => logDensity(point) - top;

  for (;;) {
    let at = (steps + left.area + right.area) * rng.uniform();
    if (at >= steps) {
      const side = at - steps < left.area ? left : right;
      const beyond = -log(rng.uniform()) / side.fall;
      const point = side === left ? z[start] - beyond : z[end] + beyond;
      if (isBelow(rng.uniform(), evaluate(point), log(side.height) - side.fall * beyond, rounding))
        return point;
      continue;
    }
    let m = start;
    let most = bound(nodes, m, start, end);
    for (; m < end - 1 && at >= most * (z[m + 1] - z[m]); most = bound(nodes, m, start, end)) {
      at -= most * (z[m + 1] - z[m]);
      m++;
    }
    const share = rng.uniform();
    const point = z[m] + share * (z[m + 1] - z[m]);
    const height = most * rng.uniform();
    const a = density[m];
    const b = density[m + 1];
    if (height <= Math.min(a, b)) return point;
    if (height <= exp((1 - share) * log(a) + share * log(b))) return point;
    if (isBelow(height / most, evaluate(point), log(most), rounding)) return point;
  }
}

/** Log density of a level at a point, as the kernel has it, of the rows that `level` has then. */
export function levelDensity(
  kernel: NodeKernel,
  level: { readonly firstRow: number; readonly endRow: number },
): (point: number) => number {
  return (point) => {
    for (let m = middleNode; m < middleNode + nodesAtOnce; m++) kernel.z[m] = point;
    kernel.evaluate(level.firstRow, level.endRow, middleNode, middleNode + nodesAtOnce, true);
    return kernel.level[middleNode];
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
function bound({ z, density }: LevelNodes, m: number, start: number, end: number): number {
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

/** Where the chord of logarithms from a to b goes on for `times` its length. */
function reached(a: number, b: number, times: number): number {
  return times === 1 ? (b * b) / a : b * exp(times * log(b / a));
}

/** Beyond the last node: the log density falls by at least `fall` a unit. */
interface Tail {
  readonly height: number;
  readonly fall: number;
  readonly area: number;
}

function tail(inner: number, outer: number, width: number): Tail {
  const fall = log(inner / outer) / width;
  return { height: outer, fall, area: outer / fall };
}
