/** Smooth functions of one number, the others as smooth as the first, as polynomials through evenly spaced points that are made where they are first read. What is read at x depends on x alone, but for rounding. */
export interface SmoothTable {
  /** Forgets all values: there are so many other functions now, and `scale` is a distance on which they change. */
  open(scale: number, functions: number): void;
  /** Adds `times` the first function at first + k step to number from + k of an array, up to before number `to`. */
  addValues(first: number, step: number, times: number, out: Float64Array, from: number, to: number): void;
  /** Sums over first + k step, with numbers from `from` to before `to` of an array as weights. */
  sumDerivatives(first: number, step: number, weights: Float64Array, from: number, to: number): Derivatives;
}

/** Sums over places: of a function's first derivative, of the second one and the square of the first together, and of the other functions' values. */
export interface Derivatives {
  readonly slope: number;
  readonly bend: number;
  readonly others: Float64Array;
}

/** Writes values at first + k step, an array each function; false where they cannot be had. */
export type Values = (first: number, step: number, out: readonly Float64Array[]) => boolean;

/** Points that a polynomial goes through, evenly apart; those at its ends it shares with its neighbours. */
const points = 10;
/** Polynomials of a block, which are made at a time; an even number. */
const atOnce = 6;
/** Distance of points, in scales. */
const perScale = 0.085;
/**
 * Most that a polynomial through every second point of two neighbours may be off at the others, as absolute or relative error, the greater: theirs are
 * nearer by the power 2^10, 1e-10.
 */
const mostApart = 1e-7;
/** Steps of a polynomial. */
const between = points - 1;
/** How often a block is halved. */
const mostHalved = 8;

/** Reads NaN where values cannot be had. */
export function smoothTable(values: Values): SmoothTable {
  /** Blocks of each width by their number: coefficients of each function, or that it is halved. */
  const made = Array.from({ length: mostHalved + 1 }, () => new Map<number, Block>());
  const found = { slope: 0, bend: 0, others: new Float64Array(0) };
  let known: readonly Float64Array[] = [];
  const rooms: Float64Array[] = [];
  let taken = 0;
  let widest = 1;
  /** The block that was read last. */
  let [low, high, perPoint] = [Number.NaN, Number.NaN, 1];
  let block: readonly Float64Array[] = [];
  let coefficients = nothing;

  /** Makes the block that x is in the one that is read. */
  function find(x: number): void {
    let width = widest;
    for (let halved = 0; halved <= mostHalved; halved++, width /= 2) {
      const number = Math.floor(x / width);
      let here = made[halved].get(number);
      if (here === undefined) {
        here = make(number * width, width / (atOnce * between));
        made[halved].set(number, here);
      }
      if (here === 'halved') continue;
      low = number * width;
      high = low + width;
      perPoint = (atOnce * between) / width;
      block = here;
      coefficients = here[0];
      return;
    }
    block = known.map(() => nothing);
    coefficients = nothing;
  }

  /** An array for a polynomial's coefficients: those of values that were forgotten serve again. */
  function room(): Float64Array {
    if (taken === rooms.length) rooms.push(new Float64Array(points * atOnce));
    return rooms[taken++];
  }

  function make(start: number, step: number): Block {
    if (!values(start, step, known)) return known.map(() => nothing);
    return isSmooth(known[0]) ? known.map((one) => interpolate(one, room())) : 'halved';
  }

  return {
    open(scale, functions) {
      widest = atOnce * between * perScale * scale;
      low = Number.NaN;
      high = Number.NaN;
      taken = 0;
      for (const blocks of made) if (blocks.size > 0) blocks.clear();
      if (known.length === functions) return;
      known = Array.from({ length: functions }, () => new Float64Array(atOnce * between + 1));
      found.others = new Float64Array(functions - 1);
    },
    addValues(first, step, times, out, from, to) {
      for (let k = from; k < to; ) {
        const x = first + (k - from) * step;
        if (!(x >= low && x < high)) find(x);
        const u = (x - low) * perPoint;
        const piece = pieceAt(u);
        const start = u - between * (piece + 0.5);
        const by = step * perPoint;
        const c = coefficients;
        const at = points * piece;
        // read once for all places within the piece; one by one, since arrays of them would be made anew each time
        const c0 = c[at];
        const c1 = c[at + 1];
        const c2 = c[at + 2];
        const c3 = c[at + 3];
        const c4 = c[at + 4];
        const c5 = c[at + 5];
        const c6 = c[at + 6];
        const c7 = c[at + 7];
        const c8 = c[at + 8];
        const c9 = c[at + 9];
        const begin = k;
        let s = start;
        do {
          const s2 = s * s;
          const s4 = s2 * s2;
          // in Estrin's order: pairs, then pairs of pairs, so that the processor can do several at once
          const a = c0 + c1 * s + s2 * (c2 + c3 * s);
          const b = c4 + c5 * s + s2 * (c6 + c7 * s);
          out[k++] += times * (a + s4 * (b + s4 * (c8 + c9 * s)));
          s = start + (k - begin) * by;
        } while (k < to && s < between / 2);
      }
    },
    sumDerivatives(first, step, weights, from, to) {
      found.slope = 0;
      found.bend = 0;
      found.others.fill(0);
      for (let k = from; k < to; ) {
        const x = first + (k - from) * step;
        if (!(x >= low && x < high)) find(x);
        const u = (x - low) * perPoint;
        const piece = pieceAt(u);
        const start = u - between * (piece + 0.5);
        const by = step * perPoint;
        const c = coefficients;
        const at = points * piece;
        const d0 = c[at + 1];
        const d1 = 2 * c[at + 2];
        const d2 = 3 * c[at + 3];
        const d3 = 4 * c[at + 4];
        const d4 = 5 * c[at + 5];
        const d5 = 6 * c[at + 6];
        const d6 = 7 * c[at + 7];
        const d7 = 8 * c[at + 8];
        const d8 = 9 * c[at + 9];
        const begin = k;
        let slope = 0;
        let bend = 0;
        let s = start;
        do {
          const s2 = s * s;
          const s4 = s2 * s2;
          const a = d0 + d1 * s + s2 * (d2 + d3 * s);
          const one = a + s4 * (d4 + d5 * s + s2 * (d6 + d7 * s) + s4 * d8);
          const b = d1 + 2 * d2 * s + s2 * (3 * d3 + 4 * d4 * s);
          const two = b + s4 * (5 * d5 + 6 * d6 * s + s2 * (7 * d7 + 8 * d8 * s));
          const w = weights[k++];
          slope += w * one;
          bend += w * (two + one * one);
          s = start + (k - begin) * by;
        } while (k < to && s < between / 2);
        found.slope += slope * perPoint;
        found.bend += bend * perPoint * perPoint;
        for (let f = 1; f < block.length; f++)
          found.others[f - 1] += weightedSum(block[f], at, start, by, weights, begin, k);
      }
      return found;
    },
  };
}

/** Coefficients of each function, `points` a polynomial; or that two of half the width stand for it. */
type Block = readonly Float64Array[] | 'halved';

const nothing: Float64Array = new Float64Array(points * atOnce).fill(Number.NaN);

/** Rounding can put an end of a block just outside. */
const pieceAt = (u: number): number => Math.max(0, Math.min(atOnce - 1, Math.floor(u / between)));

/** A polynomial's values at start + k by, weighted. */
function weightedSum(
  c: Float64Array,
  at: number,
  start: number,
  by: number,
  weights: Float64Array,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let k = from; k < to; k++) {
    const s = start + (k - from) * by;
    const s2 = s * s;
    const s4 = s2 * s2;
    const a = c[at] + c[at + 1] * s + s2 * (c[at + 2] + c[at + 3] * s);
    const b = c[at + 4] + c[at + 5] * s + s2 * (c[at + 6] + c[at + 7] * s);
    sum += weights[k] * (a + s4 * (b + s4 * (c[at + 8] + c[at + 9] * s)));
  }
  return sum;
}

/** For each point of a polynomial, about the middle, the coefficients of what is 1 there and 0 at the others: Lagrange's. */
const lagrange: readonly Float64Array[] = Array.from({ length: points }, (_, i) => {
  const place = (k: number): number => k - (points - 1) / 2;
  let product: Float64Array = Float64Array.of(1);
  for (let k = 0; k < points; k++) {
    if (k === i) continue;
    const next = new Float64Array(product.length + 1);
    product.forEach((c, p) => {
      next[p + 1] += c / (place(i) - place(k));
      next[p] -= (c * place(k)) / (place(i) - place(k));
    });
    product = next;
  }
  return product;
});

const half = points / 2;
/** Of even and odd powers, one after the other: what the points' sums and differences with those that mirror them are multiplied by. */
const [ofSums, ofDifferences] = [0, 1].map((odd) =>
  Float64Array.from({ length: half * half }, (_, e) => lagrange[e % half][2 * Math.floor(e / half) + odd]),
);
const [sums, differences] = [new Float64Array(half), new Float64Array(half)];

/** A block's polynomials: even powers by sums of points that mirror each other, odd ones by differences. */
function interpolate(known: Float64Array, out: Float64Array): Float64Array {
  for (let piece = 0, at = 0; piece < atOnce; piece++) {
    const first = between * piece;
    for (let i = 0; i < half; i++) {
      sums[i] = known[first + i] + known[first + between - i];
      differences[i] = known[first + i] - known[first + between - i];
    }
    for (let e = 0; e < half * half; ) {
      let [even, odd] = [0, 0];
      for (let i = 0; i < half; i++, e++) {
        even += sums[i] * ofSums[e];
        odd += differences[i] * ofDifferences[e];
      }
      out[at++] = even;
      out[at++] = odd;
    }
  }
  return out;
}

/** For each point between two of a polynomial's, halfway, the basis' values there. */
const halfway = Array.from({ length: between }, (_, k) =>
  lagrange.map((basis) => basis.reduceRight((sum, c) => sum * (k + 0.5 - between / 2) + c, 0)),
);

function isSmooth(known: Float64Array): boolean {
  for (let first = 0; first + 2 * between < known.length; first += 2 * between)
    for (let k = 0; k < between; k++) {
      const basis = halfway[k];
      let guess = 0;
      for (let i = 0; i < points; i++) guess += basis[i] * known[first + 2 * i];
      const value = known[first + 2 * k + 1];
      if (!(Math.abs(guess - value) <= mostApart * Math.max(1, Math.abs(value)))) return false;
    }
  return true;
}
