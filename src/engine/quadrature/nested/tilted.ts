import { halfLog2Pi } from '../../elementary/constants.ts';
import { exp, log } from '../../elementary.ts';
import type { NodeKernel } from '../nodeKernel.ts';
import { middleNode, mostNodes, mostTilts, tiltsAtOnce } from '../nodeModule.ts';
import { closer, missing, mostTries } from '../trapezoid.ts';

/** An inner level: its rows, and about where its density has its top and how wide it is. */
export interface TiltedShape {
  readonly firstRow: number;
  readonly endRow: number;
  readonly z: number;
  readonly sd: number;
  /** How far a unit of z moves a row. */
  readonly reach: number;
}

/** Shifts of the outer effect in units of the inner one's sd, evenly apart: first + k step. */
export interface Tilts {
  readonly first: number;
  /** At least 0. */
  readonly step: number;
  /** At most `mostTilts`. */
  readonly count: number;
}

/** What an inner level's nodes are, in the kernel's arrays; weights there are those without a tilt. */
export interface TiltedNodes {
  from: number;
  to: number;
  step: number;
  /** Log of a node's term, over the distance of nodes, where its weight is 1. */
  top: number;
  /** Where the last node stands. */
  end: number;
}

/** How close nodes stand, and how far they go on. */
export interface Closeness {
  /** Distance of nodes, in sds of a density near the normal; and in units of the linear predictor, where a density is not. */
  readonly perSd: number;
  readonly perUnit: number;
  /** Distance of an outer level's nodes, in sds of their density. */
  readonly outerPerSd: number;
  /** Log terms this far below the top are left out. */
  readonly deep: number;
  /** Nodes of an inner level taken first, to either side: a multiple of `nodesAtOnce`. */
  readonly atFirst: number;
  /** Most that the sums over even and odd nodes may differ by, as a share of both; that of all is off by about the square of it. */
  readonly mostApart: number;
}

/** Tilts that one table of nodes serves, to either side: those beyond have a table about an outer node of their own. */
export const farthest = 6;

/** What the errors of all integrals together may make of the log density; and the error of one that is always allowed, and that never is. */
const mostTogether = 1e-6;
const [leastEach, mostEach] = [1e-10, 1e-9];

/** Of the distance that would do for a normal density. */
const outerShare = 0.93;

/** As close as so many integrals need to be. */
export function closeEnough(integrals: number): Closeness {
  const each = Math.min(mostEach, Math.max(leastEach, mostTogether / integrals));
  const apart = Math.sqrt(each);
  return {
    // by the check of quarters, and a little closer, since densities are skewed
    outerPerSd: (outerShare * Math.PI) / Math.sqrt(0.8 * log(2 / each)),
    // where sums over even and odd nodes are so far apart: of the normal density; of one with poles as far off as the logistic's, the factor as measured
    perSd: Math.PI / Math.sqrt(-2 * log(apart / 2)),
    perUnit: (Math.PI * Math.PI) / -log(apart / 130),
    deep: -log(each),
    atFirst: 16,
    mostApart: apart,
  };
}
/** Each integral to about six digits, in a fifth of the time: for where to propose. */
export const coarse: Closeness = {
  ...{ perSd: 0.95, perUnit: 1.1, outerPerSd: 0.95 },
  ...{ deep: 14, atFirst: 8, mostApart: 0.02 },
};

/** Nodes of one inner level at a time, and their sums at tilts. */
export interface TiltedSums {
  /** Of the level; whoever asks for nodes writes it before. */
  readonly shape: { firstRow: number; endRow: number; z: number; sd: number; reach: number };
  readonly table: TiltedNodes;
  readonly sums: Float64Array;
  /** Makes nodes that do for tilts from `low` to `high`, and their sums at some of them; false where they cannot be had. */
  make(low: number, high: number, wanted: Tilts): boolean;
  /** Sums at tilts of the nodes in the kernel, `table` saying where they stand; false where closer ones are needed. */
  sum(wanted: Tilts): boolean;
}

export function tiltedSums(kernel: NodeKernel, close: Closeness): TiltedSums {
  const shape = { firstRow: 0, endRow: 0, z: 0, sd: 0, reach: 0 };
  const table: TiltedNodes = { from: 0, to: 0, step: 0, top: 0, end: 0 };
  const range = { first: 0, step: 0, count: 2 };
  const sums = new Float64Array(mostTilts);
  const sum = (wanted: Tilts): boolean => sumTilted(kernel, wanted, close.mostApart, table, sums);
  return {
    ...{ shape, table, sums, sum },
    make(low, high, wanted) {
      range.first = low;
      range.step = high - low;
      let step = firstStep(close, shape);
      for (let tries = 0; tries < mostTries; tries++, step /= closer) {
        if (!spreadTilted(kernel, shape, step, range, close, table)) return false;
        kernel.weigh(table.top, table.from, table.to);
        if (sum(wanted)) return true;
      }
      return false;
    },
  };
}

/** The log of the integral at a tilt, by its sum there. */
export function logIntegral({ top, step, end }: TiltedNodes, sum: number, t: number): number {
  return top + log(step * sum) - halfLog2Pi + t * (end - 0.5 * t);
}

/** Most nodes of a level. */
const mostInner = mostNodes / 2;

/** Distance of a level's nodes at first. */
function firstStep({ perSd, perUnit }: Closeness, { sd, reach }: TiltedShape): number {
  return Math.min(perSd * sd, perUnit / reach);
}

/** Nodes evenly apart, `atFirst` to either side and on until both ends are so deep at every tilt; false where that takes too many. */
export function spreadTilted(
  kernel: NodeKernel,
  shape: Pick<TiltedShape, 'firstRow' | 'endRow' | 'z'>,
  step: number,
  { first, step: apart, count }: Tilts,
  { deep: depth, atFirst }: Pick<Closeness, 'deep' | 'atFirst'>,
  out: TiltedNodes,
): boolean {
  const { level, z } = kernel;
  const last = first + (count - 1) * apart;
  let from = middleNode - atFirst;
  let to = middleNode + atFirst;
  place(kernel, shape, step, from, to);
  let at = topOf(level, z, first, middleNode, from, to);
  for (;;) {
    const below = level[from] + first * z[from] - level[at] - first * z[at];
    if (!(below > -depth)) break;
    const start = from - missing(below, level[from + 1] - level[from] + first * step, step, depth);
    if (!(start >= to - mostInner && start >= 0)) return false;
    place(kernel, shape, step, start, from);
    from = start;
    at = topOf(level, z, first, at, from, to);
  }
  at = topOf(level, z, last, at, from, to);
  for (;;) {
    const below = level[to - 1] + last * z[to - 1] - level[at] - last * z[at];
    if (!(below > -depth)) break;
    const end = to + missing(below, level[to - 2] - level[to - 1] - last * step, step, depth);
    if (!(end <= from + mostInner && end <= mostNodes)) return false;
    place(kernel, shape, step, to, end);
    to = end;
    at = topOf(level, z, last, at, from, to);
  }
  out.from = from;
  out.to = to;
  out.step = step;
  out.end = z[to - 1];
  out.top = level[topOf(level, z, 0, at, from, to)];
  return Number.isFinite(out.top);
}

function place(
  kernel: NodeKernel,
  { firstRow, endRow, z }: Pick<TiltedShape, 'firstRow' | 'endRow' | 'z'>,
  step: number,
  start: number,
  end: number,
): void {
  for (let m = start; m < end; m++) kernel.z[m] = z + (m - middleNode) * step;
  kernel.evaluate(firstRow, endRow, start, end, true);
}

/** The node where a log-concave density is highest under a tilt, uphill from one. */
function topOf(
  level: Float64Array,
  z: Float64Array,
  tilt: number,
  start: number,
  from: number,
  to: number,
): number {
  let at = start;
  const rise = tilt * (z[start + 1 < to ? start + 1 : start] - z[start + 1 < to ? start : start - 1]);
  while (at + 1 < to && level[at + 1] + rise > level[at]) at++;
  while (at > from && level[at - 1] - rise > level[at]) at--;
  return at;
}

/**
 * Sums over a level's nodes at every tilt t, for the integral of phi(z - t) exp(l(z)) over z, l being the level's log likelihood: since
 * phi(z - t) = phi(z) exp(z t - t^2 / 2), a tilt is a polynomial in exp(t) of the node distance, and one table of nodes serves all. The log of the integral
 * is that of the sum + top + log(step) - log(2 pi) / 2 + t (end - t / 2). By the trapezoidal rule, its check made at every tilt;
 * false where sums over even and odd nodes are apart at some tilt.
 */
function sumTilted(
  kernel: NodeKernel,
  { first, step: apart, count }: Tilts,
  most: number,
  { from, to, step }: TiltedNodes,
  sumsOut: Float64Array,
): boolean {
  const { tiltBy, tilted } = kernel;
  const padded = tiltsAtOnce * Math.ceil(count / tiltsAtOnce);
  const ratio = exp(-step * apart);
  const start = exp(-step * first);
  tiltBy.fill(1, count, padded);
  for (let k = 0, by = start; k < count; k++, by *= ratio) tiltBy[k] = by * by;
  kernel.tilt(from, to, padded);
  for (let k = 0, by = start; k < count; k++, by *= ratio) {
    const even = tilted[2 * k] * by;
    const odd = tilted[2 * k + 1];
    const total = even + odd;
    if (!(Math.abs(even - odd) <= most * total)) return false;
    sumsOut[k] = total;
  }
  return true;
}
