import { quantileOfSorted } from './quantile.ts';

/** Numbers that tell values apart, a power of two. */
const buckets = 512;

/** Writes the quantiles of values, as `quantile` has them, for the probabilities it was made for. */
export type QuantileSelector = (values: Float64Array, out: Float64Array) => void;

/**
 * Quantiles of many arrays of one length: values are counted in buckets between the smallest and the largest, and only those in the
 * buckets that hold an order statistic asked for are sorted. The same numbers as from sorting all; about three times as fast.
 * NaN where a value is NaN. `probabilities` in [0, 1].
 */
export function quantileSelector(length: number, probabilities: readonly number[]): QuantileSelector {
  const wanted = probabilities.flatMap((p) => {
    const place = (length - 1) * p;
    return [Math.floor(place), Math.ceil(place)];
  });
  const bucketOf = new Uint16Array(length);
  const counts = new Int32Array(buckets + 1);
  const rankIn = new Int32Array(buckets);
  const picked = new Float64Array(length);
  const statistics = new Float64Array(wanted.length);
  return (values, out) => {
    if (!pickStatistics(values)) {
      const sorted = values.slice(0, length).sort();
      probabilities.forEach((p, i) => {
        out[i] = quantileOfSorted(sorted, p);
      });
      return;
    }
    probabilities.forEach((p, i) => {
      const [low, high] = [statistics[2 * i], statistics[2 * i + 1]];
      const place = (length - 1) * p;
      const share = place - Math.floor(place);
      out[i] = low === high ? low : (1 - share) * low + share * high;
    });
  };

  /** False where values cannot be told apart by buckets. */
  function pickStatistics(values: Float64Array): boolean {
    const least = leastOf(values, length);
    const scale = (buckets - 1) / (mostOf(values, length) - least);
    if (!(Number.isFinite(scale) && scale > 0)) return false;
    counts.fill(0);
    countInBuckets(values, least, scale, bucketOf, counts);
    for (let b = 1; b <= buckets; b++) counts[b] += counts[b - 1];
    collect(values);
    return true;
  }

  /** `counts[b]` values lie below bucket b. Buckets with a statistic are copied out, one after the other, and sorted. */
  function collect(values: Float64Array): void {
    rankIn.fill(-1);
    let size = 0;
    for (const rank of wanted) {
      const bucket = bucketAt(rank);
      if (rankIn[bucket] >= 0) continue;
      rankIn[bucket] = size;
      size += counts[bucket + 1] - counts[bucket];
    }
    pickFrom(values, bucketOf, rankIn, picked);
    wanted.forEach((rank, w) => {
      const bucket = bucketAt(rank);
      const end = rankIn[bucket];
      const start = end - (counts[bucket + 1] - counts[bucket]);
      if (wanted.findIndex((other) => bucketAt(other) === bucket) === w) picked.subarray(start, end).sort();
      statistics[w] = picked[start + rank - counts[bucket]];
    });
  }

  function bucketAt(rank: number): number {
    let [low, high] = [0, buckets];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counts[middle] <= rank) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** NaN if one is. */
function leastOf(values: Float64Array, length: number): number {
  let least = values[0];
  for (let i = 1; i < length; i++) least = Math.min(least, values[i]);
  return least;
}

function mostOf(values: Float64Array, length: number): number {
  let most = values[0];
  for (let i = 1; i < length; i++) most = Math.max(most, values[i]);
  return most;
}

/** Writes the bucket of each value, and how many each bucket b holds into `counts[b + 1]`. */
function countInBuckets(
  values: Float64Array,
  least: number,
  scale: number,
  bucketOf: Uint16Array,
  counts: Int32Array,
): void {
  for (let i = 0; i < bucketOf.length; i++) {
    const bucket = ((values[i] - least) * scale) | 0;
    bucketOf[i] = bucket;
    counts[bucket + 1]++;
  }
}

/** Copies the values of the buckets that have a place, each to the next of its place. */
function pickFrom(
  values: Float64Array,
  bucketOf: Uint16Array,
  places: Int32Array,
  picked: Float64Array,
): void {
  for (let i = 0; i < bucketOf.length; i++) {
    const place = places[bucketOf[i]];
    if (place < 0) continue;
    picked[place] = values[i];
    places[bucketOf[i]] = place + 1;
  }
}
