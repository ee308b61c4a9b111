/** Small steps on lists of numbers, as plain loops: lists have millions of items. */

/** 0, 1, ..., n - 1. */
export function upTo(n: number): Int32Array {
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = i;
  return out;
}

/** `values[at[k]]` for each k. */
export function picked(values: Int32Array, at: Int32Array): Int32Array {
  const out = new Int32Array(at.length);
  for (let k = 0; k < at.length; k++) out[k] = values[at[k]];
  return out;
}

/** For each of `count` numbers its place in `list`, -1 if it is not there. */
export function placesIn(list: Int32Array, count: number): Int32Array {
  const places = new Int32Array(count).fill(-1);
  for (let k = 0; k < list.length; k++) places[list[k]] = k;
  return places;
}

/** The numbers of the items that are not 0. */
export function marked(marks: Uint8Array): Int32Array {
  let count = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i] !== 0) count++;
  const out = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i] !== 0) out[at++] = i;
  return out;
}

/** 0, then the sums of the first 1, 2, ... values. */
export function runningSums(values: Int32Array): Int32Array {
  const sums = new Int32Array(values.length + 1);
  for (let k = 0; k < values.length; k++) sums[k + 1] = sums[k] + values[k];
  return sums;
}
