import { halfLog2Pi } from '../elementary/constants.ts';
import { normalCdf } from '../elementary/erf.ts';
import { exp, log } from '../elementary.ts';

/** A rising map x = G(y) of the line with two continuous derivatives but where it ends in straight lines. */
export interface Shape {
  /** G(y), and its first two derivatives, written to `out`. */
  at(y: number, out: ShapeValue): void;
}

export interface ShapeValue {
  x: number;
  slope: number;
  curvature: number;
}

/** A log density of one coordinate, up to a constant. */
export type Profile = (x: number) => number;

/** Points of the profile: this far apart about 0, each further one by `growth`; until it has fallen so far, or so far out. */
const firstStep = 0.4;
const growth = 1.12;
const deepest = 22;
const usualFarthest = 60;
/** Pieces between two points in which the density is summed. */
const pieces = 24;
/** The map is worked out at y = -reach, ..., reach. */
const reach = 5.5;
const knotsAUnit = 2;
/** A map within this of the identity, at every knot up to two sds, is not worth it. */
const indifferent = 0.1;

/**
 * The map under which a coordinate with this profile for a log density becomes standard normal: G = P^-1(Phi(y)), P its
 * distribution function. Null where the profile is nearly normal as it is, or no density. The map is exact at knots half a unit
 * apart, with G' = phi(y) / p(x) and G'' = -G' (y + (log p)'(x) G'), and a polynomial of degree five between them.
 */
export function shapeOf(profile: Profile, farthest = usualFarthest): Shape | null {
  const table = tabulate(profile, farthest);
  if (table === null) return null;
  const count = 2 * reach * knotsAUnit + 1;
  const [x, slope, curvature] = [0, 1, 2].map(() => new Float64Array(count));
  let far = false;
  for (let k = 0; k < count; k++) {
    const y = k / knotsAUnit - reach;
    const at = invert(table, y);
    if (at === null) return null;
    x[k] = at.x;
    slope[k] = exp(-0.5 * y * y - halfLog2Pi - at.logDensity);
    curvature[k] = -slope[k] * (y + at.logSlope * slope[k]);
    if (![x[k], slope[k], curvature[k]].every(Number.isFinite)) return null;
    if (Math.abs(y) <= 2 && Math.abs(x[k] - y) > indifferent) far = true;
  }
  const shape = interpolated(x, slope, curvature);
  return far && rises(shape) ? shape : null;
}

/** The density between points, normalised, summed from either end. */
interface Table {
  readonly x: Float64Array;
  readonly logDensity: Float64Array;
  readonly logSlope: Float64Array;
  readonly fromLeft: Float64Array;
  readonly fromRight: Float64Array;
}

function tabulate(profile: Profile, farthest: number): Table | null {
  const points = walk(profile, farthest);
  if (points === null) return null;
  const most = Math.max(...points.map(({ value }) => value));
  const x: number[] = [];
  const [logDensity, logSlope]: [number[], number[]] = [[], []];
  for (let i = 0; i + 1 < points.length; i++)
    for (let piece = 0; piece < pieces; piece++) {
      const found = between(points[i], points[i + 1], piece / pieces);
      x.push(found.x);
      logDensity.push(found.value - most);
      logSlope.push(found.slope);
    }
  return summed(Float64Array.from(x), Float64Array.from(logDensity), Float64Array.from(logSlope));
}

/** Points to either side of 0, until nothing is left; null where there always is something. */
function walk(profile: Profile, farthest: number): Point[] | null {
  const points = [{ x: 0, value: profile(0) }];
  let most = points[0].value;
  for (const side of [1, -1]) {
    let [at, step] = [0, firstStep];
    for (;;) {
      at += side * step;
      step *= growth;
      const point = { x: at, value: profile(at) };
      if (!Number.isFinite(point.value)) break;
      most = Math.max(most, point.value);
      if (side > 0) points.push(point);
      else points.unshift(point);
      if (point.value < most - deepest) break;
      if (Math.abs(at) > farthest) return null;
    }
  }
  if (!Number.isFinite(most) || points.length < 4) return null;
  return points.map((point, i) => ({ ...point, slope: slopeAt(points, i) }));
}

/** Of the parabola through a point and its neighbours; at an end, of the line to the next. */
function slopeAt(points: readonly Pick<Point, 'x' | 'value'>[], i: number): number {
  const chord = (a: number): number =>
    (points[a + 1].value - points[a].value) / (points[a + 1].x - points[a].x);
  if (i === 0) return chord(0);
  if (i === points.length - 1) return chord(i - 1);
  const [before, after] = [points[i].x - points[i - 1].x, points[i + 1].x - points[i].x];
  return (chord(i - 1) * after + chord(i) * before) / (before + after);
}

interface Point {
  readonly x: number;
  readonly value: number;
  readonly slope: number;
}

/** Cubic with the values and slopes of both ends. */
function between(a: Point, b: Point, t: number): Point {
  const h = b.x - a.x;
  const rise = b.value - a.value;
  const c2 = 3 * rise - h * (2 * a.slope + b.slope);
  const c3 = h * (a.slope + b.slope) - 2 * rise;
  return {
    x: a.x + t * h,
    value: a.value + t * (h * a.slope + t * (c2 + t * c3)),
    slope: (h * a.slope + t * (2 * c2 + 3 * t * c3)) / h,
  };
}

/** By the trapezoidal rule; null where there is nothing to normalise. */
function summed(x: Float64Array, logDensity: Float64Array, logSlope: Float64Array): Table | null {
  const n = x.length;
  const density = logDensity.map(exp);
  const [fromLeft, fromRight] = [new Float64Array(n), new Float64Array(n)];
  const area = (i: number): number => ((density[i] + density[i + 1]) * (x[i + 1] - x[i])) / 2;
  for (let i = 1; i < n; i++) fromLeft[i] = fromLeft[i - 1] + area(i - 1);
  for (let i = n - 2; i >= 0; i--) fromRight[i] = fromRight[i + 1] + area(i);
  const total = fromLeft[n - 1];
  if (!(total > 0 && Number.isFinite(total))) return null;
  const logTotal = log(total);
  return {
    x,
    logSlope,
    logDensity: logDensity.map((v) => v - logTotal),
    fromLeft: fromLeft.map((v) => v / total),
    fromRight: fromRight.map((v) => v / total),
  };
}

/** Where the distribution function is Phi(y), with the log density and its slope; null beyond the table. */
function invert(table: Table, y: number): { x: number; logDensity: number; logSlope: number } | null {
  const { x, fromLeft, fromRight, logDensity, logSlope } = table;
  const p = normalCdf(-Math.abs(y));
  const tail = y < 0 ? fromLeft : fromRight;
  const isBelow = (i: number): boolean => (y < 0 ? tail[i] < p : tail[i] > p);
  let [low, high] = [0, x.length - 1];
  if (!isBelow(low) || isBelow(high)) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  const t = (p - tail[low]) / (tail[high] - tail[low]);
  const blend = (of: Float64Array): number => of[low] + t * (of[high] - of[low]);
  return { x: blend(x), logDensity: blend(logDensity), logSlope: blend(logSlope) };
}

/** Of degree five between knots, straight beyond them. */
function interpolated(x: Float64Array, slope: Float64Array, curvature: Float64Array): Shape {
  const last = x.length - 1;
  const h = 1 / knotsAUnit;
  return {
    at(y, out) {
      const place = (y + reach) * knotsAUnit;
      if (!(place > 0 && place < last)) {
        const end = place > 0 ? last : 0;
        out.x = x[end] + slope[end] * (y - (end / knotsAUnit - reach));
        out.slope = slope[end];
        out.curvature = 0;
        return;
      }
      const k = Math.floor(place);
      const t = place - k;
      const c2 = (h * h * curvature[k]) / 2;
      const [c0, c1] = [x[k], h * slope[k]];
      const a = x[k + 1] - c0 - c1 - c2;
      const b = h * slope[k + 1] - c1 - 2 * c2;
      const c = h * h * curvature[k + 1] - 2 * c2;
      const [c3, c4, c5] = [10 * a - 4 * b + c / 2, -15 * a + 7 * b - c, 6 * a - 3 * b + c / 2];
      out.x = c0 + t * (c1 + t * (c2 + t * (c3 + t * (c4 + t * c5))));
      out.slope = (c1 + t * (2 * c2 + t * (3 * c3 + t * (4 * c4 + 5 * t * c5)))) / h;
      out.curvature = (2 * c2 + t * (6 * c3 + t * (12 * c4 + 20 * t * c5))) / (h * h);
    },
  };
}

function rises(shape: Shape): boolean {
  const value = { x: 0, slope: 0, curvature: 0 };
  for (let y = -reach; y <= reach; y += 1 / 64) {
    shape.at(y, value);
    if (!(value.slope > 0)) return false;
  }
  return true;
}
