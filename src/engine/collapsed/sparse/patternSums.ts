import { sharedFloat64, sharedInt32 } from '../../sharedArrays.ts';

/**
 * Several symmetric matrices, each sparse on a common pattern: matrix m has numbers at `place[start[m] .. start[m + 1]]`, and
 * there may be `width` matrices with the same places, whose numbers stand together. Plain data.
 */
export interface PatternSums {
  readonly count: number;
  readonly width: number;
  readonly start: Int32Array;
  readonly place: Int32Array;
  readonly values: Float64Array;
}

/** Adds a number to one of the matrices of a group. */
export type Put = (place: number, which: number, value: number) => void;

/** Gathers groups one after the other: `fill` puts what belongs to a group. `size` is the number of places of the pattern. */
export function gatherSums(
  count: number,
  width: number,
  size: number,
  fill: (group: number, put: Put) => void,
): PatternSums {
  const slotOf = new Int32Array(size).fill(-1);
  const start = sharedInt32(count + 1);
  let [places, values] = [new Int32Array(1024), new Float64Array(1024 * width)];
  let end = 0;
  const put: Put = (place, which, value) => {
    let slot = slotOf[place];
    if (slot < 0) {
      if (end === places.length) [places, values] = [grown(places), grownFloats(values)];
      slot = end++;
      slotOf[place] = slot;
      places[slot] = place;
    }
    values[slot * width + which] += value;
  };
  for (let group = 0; group < count; group++) {
    fill(group, put);
    for (let s = start[group]; s < end; s++) slotOf[places[s]] = -1;
    start[group + 1] = end;
  }
  const [place, shared] = [sharedInt32(end), sharedFloat64(end * width)];
  place.set(places.subarray(0, end));
  shared.set(values.subarray(0, end * width));
  return { count, width, start, place, values: shared };
}

function grown(a: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * a.length);
  out.set(a);
  return out;
}

function grownFloats(a: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(2 * a.length);
  out.set(a);
  return out;
}

/** out += sum of weight times matrix; `weights` has `width` numbers a group. */
export function addWeighed(
  { count, width, start, place, values }: PatternSums,
  weights: Float64Array,
  out: Float64Array,
): void {
  for (let m = 0; m < count; m++) {
    const end = start[m + 1];
    if (width === 1) {
      const weight = weights[m];
      if (weight !== 0) for (let s = start[m]; s < end; s++) out[place[s]] += weight * values[s];
    } else if (width === 3) {
      const [a, b, c] = [weights[3 * m], weights[3 * m + 1], weights[3 * m + 2]];
      for (let s = start[m]; s < end; s++)
        out[place[s]] += a * values[3 * s] + b * values[3 * s + 1] + c * values[3 * s + 2];
    } else
      for (let s = start[m]; s < end; s++) {
        let sum = 0;
        for (let e = 0; e < width; e++) sum += weights[m * width + e] * values[s * width + e];
        out[place[s]] += sum;
      }
  }
}

/** Inner product of every matrix with `other`, whose numbers off the diagonal are already doubled. */
export function innerProducts(
  { count, width, start, place, values }: PatternSums,
  other: Float64Array,
  out: Float64Array,
): void {
  for (let m = 0; m < count; m++) {
    const end = start[m + 1];
    if (width === 1) {
      let sum = 0;
      for (let s = start[m]; s < end; s++) sum += values[s] * other[place[s]];
      out[m] = sum;
    } else if (width === 3) {
      let [a, b, c] = [0, 0, 0];
      for (let s = start[m]; s < end; s++) {
        const x = other[place[s]];
        a += values[3 * s] * x;
        b += values[3 * s + 1] * x;
        c += values[3 * s + 2] * x;
      }
      out[3 * m] = a;
      out[3 * m + 1] = b;
      out[3 * m + 2] = c;
    } else {
      out.fill(0, m * width, (m + 1) * width);
      for (let s = start[m]; s < end; s++)
        for (let e = 0; e < width; e++) out[m * width + e] += values[s * width + e] * other[place[s]];
    }
  }
}
