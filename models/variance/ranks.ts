/** Ranks of some units in every draw of a posterior, 1 for the first; units that tie share the mean of their places. */
export interface RankDraws {
  /** `ranks[unit * draws + draw]`. */
  readonly ranks: Float32Array;
  /** The share of draws in which a unit is among the first `places`, those that tie for the last of them in part. */
  readonly first: Float64Array;
  /** Likewise among the last. */
  readonly last: Float64Array;
}

/**
 * Ranks units by their values, the highest first, draw by draw: one sort a draw. Ranks of a draw sum to n (n + 1) / 2,
 * `first` and `last` to `places`.
 * Shape: `values[unit]` holds all draws of a unit. Ranks are halves, so that 32 bits hold them.
 */
export function rankDraws(values: readonly Float64Array[], places: number): RankDraws {
  const units = values.length;
  const draws = values[0].length;
  const ranks = new Float32Array(units * draws);
  const first = new Float64Array(units);
  const last = new Float64Array(units);
  const own = new Float64Array(units);
  const order = new Uint32Array(units);
  for (let d = 0; d < draws; d++) {
    for (let j = 0; j < units; j++) {
      own[j] = values[j][d];
      order[j] = j;
    }
    order.sort((a, b) => own[b] - own[a]);
    for (let from = 0; from < units; ) {
      let to = from + 1;
      while (to < units && own[order[to]] === own[order[from]]) to++;
      const rank = (from + 1 + to) / 2;
      const isFirst = sharedPlaces(from, to, places) / draws;
      const isLast = sharedPlaces(units - to, units - from, places) / draws;
      for (let at = from; at < to; at++) {
        const j = order[at];
        ranks[j * draws + d] = rank;
        first[j] += isFirst;
        last[j] += isLast;
      }
      from = to;
    }
  }
  return { ranks, first, last };
}

/** How much of the first `places` each of those has that share the places from number `from` to before `to`, counted from 0. */
function sharedPlaces(from: number, to: number, places: number): number {
  return Math.min(1, Math.max(0, (places - from) / (to - from)));
}

/** The share of draws in which a is higher than b; ties count half. */
export function probabilityAbove(a: Float64Array, b: Float64Array): number {
  let above = 0;
  for (let d = 0; d < a.length; d++) above += a[d] > b[d] ? 1 : a[d] === b[d] ? 0.5 : 0;
  return above / a.length;
}
