import { halfLog2Pi } from '../elementary/constants.ts';
import { exp, log } from '../elementary.ts';
import type { NodeKernel } from './nodeKernel.ts';
import { middleNode, mostNodes, nodesAtOnce } from './nodeModule.ts';

/** One level: its rows, where its density has its top and how wide it is, and the farthest that a unit of z moves a row. */
export interface LevelShape {
  readonly firstRow: number;
  readonly endRow: number;
  readonly z: number;
  readonly sd: number;
  readonly reach: number;
}

/** A level's integral and the nodes that gave it, in the kernel's arrays. */
export interface LevelIntegral {
  /** log of the integral of p(y | z) times the standard normal density. */
  value: number;
  /** Sum of the weights, and the mean of z^2 under them. */
  total: number;
  square: number;
  from: number;
  to: number;
  /** Log of a node's term where its weight is 1. */
  top: number;
  /** Of nodes at z + scale sinh(w), whose terms have the factor cosh(w); 0 where nodes are evenly apart. */
  scale: number;
}

/** Nodes taken first, to either side. */
const atFirst = 8;
/** Log terms this far below the top are left out: they and all beyond are a share of 1e-10 at most. */
export const deep = 25;
/** Distance of nodes, in sds of a density near the normal; and in units of the linear predictor, where a density is not. */
const perSd = 0.52;
const perUnit = 0.55;
/**
 * Most that sums over even and odd nodes may differ by, as a share of both. Halving the distance of nodes squares the
 * error, so that the sum over all of them is within 1e-10 where those over every second one are within 1e-5.
 */
export const mostApart = 1e-5;
/** How much closer nodes stand where that is not so. */
export const closer = 1.25;
/** Steps tried: the last is a two hundredth of the first. */
export const mostTries = 25;
/** Evenly apart, no more than these: then nodes are taken that stand ever further apart. */
const mostEvenly = 160;

/**
 * The integral over one level's z by the trapezoidal rule on the whole line, whose error falls geometrically with the nodes
 * for a density that is analytic about it: Trefethen & Weideman 2014, theorem 5.1. Nodes go on to either side until
 * nothing is left, and stand closer where the sums over even and odd ones are apart. Where a likelihood is steep and then flat
 * on the scale of the prior (groups all one way, a large sd), z = top + scale sinh(w) with w evenly apart follows both. False
 * where so many nodes do not do. The density of the rows must be log-concave.
 */
export function integrateLevel(kernel: NodeKernel, level: LevelShape, out: LevelIntegral): boolean {
  const evenly = Math.min(perSd * level.sd, perUnit / level.reach);
  const scale = Math.min(level.sd, widest / level.reach);
  return (
    refine(kernel, evenly, 1, out, (step) => spreadEvenly(kernel, level, step, out)) ||
    refine(kernel, firstStretched, scale, out, (step) => spreadStretched(kernel, level, scale, step, out))
  );
}

/**
 * Whether a trapezoidal sum is within `apart`^2 of the integral, from its parts over every fourth node. With F(k) the size of the density's Fourier transform at k quarters of the
 * nodes' frequency, 1 at 0, the sum is off by about F(4), and parts tell F(1) and F(2). Where log F is concave (a normal density's falls by the square of k, one with poles straight) it is at most F(2)^3 / F(1)^2, and
 * at most F(2)^2.
 */
export function isRight(parts: Float64Array, apart: number): boolean {
  const [a, b, c, d] = parts;
  const all = a + b + c + d;
  const second = Math.abs(a - b + c - d) / all;
  if (second <= apart) return true;
  const first = ((a - c) * (a - c) + (b - d) * (b - d)) / (all * all);
  return second * second < first && second * second * second <= apart * apart * first;
}

/** Steps ever smaller, until the nodes that `spread` places agree; false where there is no room for so many. */
function refine(
  kernel: NodeKernel,
  first: number,
  scale: number,
  out: LevelIntegral,
  spread: (step: number) => boolean,
): boolean {
  let step = first;
  for (let tries = 0; tries < mostTries; tries++, step /= closer) {
    if (!spread(step)) return false;
    if (sum(kernel, scale * step, out)) return true;
  }
  return false;
}

/** Step of w at first, and the scale in units of the linear predictor: twice the distance of a logistic's poles is plenty. */
const firstStretched = 0.15;
const widest = 2;

/** Weighs the nodes; false where their sums over even and odd ones are apart. */
function sum(kernel: NodeKernel, step: number, out: LevelIntegral): boolean {
  const { even, odd, squares } = kernel.weigh(out.top, out.from, out.to);
  const total = even + odd;
  if (!(Math.abs(even - odd) <= mostApart * total)) return false;
  out.total = total;
  out.square = squares / total;
  out.value = out.top + log(total * step) - halfLog2Pi;
  return true;
}

/** Evaluates nodes from the middle outwards until both ends are deep; false where that takes too many. */
function spreadEvenly(
  kernel: NodeKernel,
  { firstRow, endRow, z }: LevelShape,
  step: number,
  out: LevelIntegral,
): boolean {
  const { level } = kernel;
  let [from, to] = [middleNode - atFirst, middleNode + atFirst];
  let top = Number.NEGATIVE_INFINITY;
  const take = (first: number, end: number): void => {
    for (let m = first; m < end; m++) kernel.z[m] = z + (m - middleNode) * step;
    kernel.evaluate(firstRow, endRow, first, end, true);
    for (let m = first; m < end; m++) if (level[m] > top) top = level[m];
  };
  take(from, to);
  while (level[from] > top - deep) {
    const first = from - missing(level[from] - top, level[from + 1] - level[from], step, deep);
    if (!(first >= to - mostEvenly)) return false;
    take(first, from);
    from = first;
  }
  while (level[to - 1] > top - deep) {
    const end = to + missing(level[to - 1] - top, level[to - 2] - level[to - 1], step, deep);
    if (!(end <= from + mostEvenly)) return false;
    take(to, end);
    to = end;
  }
  return finish(out, from, to, top, 0);
}

function finish(out: LevelIntegral, from: number, to: number, top: number, scale: number): boolean {
  out.from = from;
  out.to = to;
  out.top = top;
  out.scale = scale;
  return Number.isFinite(top);
}

/**
 * Nodes until the density is so deep, from a node `below` the top and a fall in the last step: beyond it falls at least by
 * its slope there and, the prior's curvature being 1, by half of the distance squared.
 */
export function missing(below: number, fall: number, step: number, depth: number): number {
  const slope = Math.max(0, fall / step);
  const distance = Math.sqrt(slope * slope + 2 * (depth + below)) - slope;
  return nodesAtOnce * Math.max(1, Math.ceil(distance / (step * nodesAtOnce)));
}

/** As `spreadEvenly` with z = top + scale sinh(w), w evenly apart by `step`; terms have the factor cosh(w). */
function spreadStretched(
  kernel: NodeKernel,
  { firstRow, endRow, z }: LevelShape,
  scale: number,
  step: number,
  out: LevelIntegral,
): boolean {
  const { level } = kernel;
  let [from, to] = [middleNode, middleNode];
  let top = Number.NEGATIVE_INFINITY;
  const take = (first: number, end: number): void => {
    for (let m = first; m < end; m++) {
      const up = exp((m - middleNode) * step);
      kernel.z[m] = z + (scale * (up - 1 / up)) / 2;
    }
    kernel.evaluate(firstRow, endRow, first, end, false);
    for (let m = first; m < end; m++) {
      level[m] += log(stretch(kernel.z[m], z, scale));
      if (level[m] > top) top = level[m];
    }
  };
  const few = 2 * atFirst;
  do {
    if (from < few) return false;
    take(from - few, from);
    from -= few;
  } while (level[from] > top - deep);
  do {
    if (to + few > mostNodes) return false;
    take(to, to + few);
    to += few;
  } while (level[to - 1] > top - deep);
  return finish(out, from, to, top, scale);
}

/** Replaces the weights of a level's terms by its densities; returns the array of them. */
export function densities(
  { z, weight }: NodeKernel,
  middle: number,
  { from, to, scale }: LevelIntegral,
): Float64Array {
  if (scale > 0) for (let m = from; m < to; m++) weight[m] /= stretch(z[m], middle, scale);
  return weight;
}

/** cosh(w) where z = middle + scale sinh(w). */
function stretch(z: number, middle: number, scale: number): number {
  const sinh = (z - middle) / scale;
  return Math.sqrt(1 + sinh * sinh);
}
