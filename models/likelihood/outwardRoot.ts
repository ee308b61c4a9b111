/** A point of a function that rises going away from where it starts; its value is right where `settled`, else too high. */
export interface Sample {
  readonly t: number;
  readonly value: number;
  readonly settled: boolean;
}

/** How far and how exactly an outward search goes. */
export interface Reach {
  /** The first step, signed: its direction is the search's. */
  readonly step: number;
  /** Farthest from the start. */
  readonly limit: number;
  /** Values nearer to 0 than this are 0. */
  readonly tolerance: number;
}

/** Steps and brackets narrower than this share of the first hold no zero. */
const narrow = 1e-8;
const mostTrials = 100;

/** Where this many zeros in turn were none, there is no relying on the next. */
const mostZeros = 20;

/**
 * As `outwardRoot`, of the function that `confirm` knows better: where it says of a zero that the function is lower there,
 * the search goes on from that point.
 */
export function confirmedRoot(
  f: (t: number) => Sample,
  confirm: (t: number) => Sample,
  start: Sample,
  reach: Reach,
): number | null {
  let from = start;
  for (let zero = 0; zero < mostZeros; zero++) {
    const root = outwardRoot(f, from, reach);
    if (root === null || Number.isNaN(root)) return root;
    const known = confirm(root);
    if (known.value >= -reach.tolerance) return root;
    from = known;
  }
  return Number.NaN;
}

/**
 * The first zero of a function that is negative at `from`; null where there is none within reach, NaN where what seems
 * beyond it is not to be relied on. A negative value is never in doubt: the function is at most what a search found.
 * The step doubles until the zero is passed, and is cut where nothing can be told so far out; then false position, halving
 * the end that stays (Illinois).
 */
function outwardRoot(f: (t: number) => Sample, from: Sample, reach: Reach): number | null {
  const { step, limit, tolerance } = reach;
  let inside = from;
  let by = step;
  while (Math.abs(by) > narrow * Math.abs(step)) {
    const ahead = Math.sign(step) * Math.min(Math.abs(inside.t + by - from.t), limit);
    const next = f(from.t + ahead);
    if (next.value < -tolerance) {
      if (Math.abs(ahead) >= limit) return null;
      inside = next;
      by *= 2;
    } else if (!next.settled) by /= 4;
    else if (next.value <= tolerance) return next.t;
    else {
      const { root, high } = between(f, inside, next, tolerance);
      if (!Number.isNaN(root)) return root;
      // a search that has learnt something on the way may take back what an earlier one said
      inside = f(high.t);
      if (!(inside.value < -tolerance)) return root;
      by /= 4;
    }
  }
  return Number.NaN;
}

/** The zero, NaN where none was found, and the point above that the bracket has narrowed to. */
function between(
  f: (t: number) => Sample,
  below: Sample,
  above: Sample,
  tolerance: number,
): { root: number; high: Sample } {
  const width = Math.abs(above.t - below.t);
  let [low, high] = [below, above];
  let last: 'low' | 'high' | null = null;
  let caution = 1;
  for (let trial = 0; trial < mostTrials && Math.abs(high.t - low.t) > narrow * width; trial++) {
    const share = (caution * low.value) / (low.value - high.value);
    const next = f(low.t + share * (high.t - low.t));
    if (next.settled && Math.abs(next.value) <= tolerance) return { root: next.t, high };
    if (next.value <= 0) {
      low = next;
      if (last === 'low') high = { ...high, value: high.value / 2 };
      last = 'low';
    } else if (next.settled) {
      high = next;
      if (last === 'high') low = { ...low, value: low.value / 2 };
      last = 'high';
    }
    caution = next.value > 0 && !next.settled ? caution / 2 : 1;
  }
  return { root: Number.NaN, high };
}
