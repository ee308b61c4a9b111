const DIGIT_BITS = 11; // three digits cover a 32-bit word, and 2^11 counters stay in the first-level cache
const DIGITS = 3;
const BUCKETS = 1 << DIGIT_BITS;

/** Where a double keeps its low 32 bits: 0 on little-endian machines, 1 on the others. */
const LOW = new Uint32Array(new Float64Array([1]).buffer)[0] === 0 ? 0 : 1;
const HIGH = 1 - LOW;

/** Fewer values than this are not worth buckets; more neighbours a value than this in its bucket are too many. */
const FEWEST = 64;
const MOST_NEIGHBOURS = 4;

/**
 * The permutation that sorts: `values[order[0]] <= values[order[1]] <= ...`, equal values in their old order.
 * Odd values: expects finite numbers; -0 comes before 0, as `Float64Array.sort` has it.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  return orderByBuckets(values) ?? orderByBits(values);
}

/**
 * One pass into as many equal intervals as there are values, and insertion within them: half the time of sorting the bits
 * for values spread like draws. Null for zeros, whose signs it would not see, and where too many values share intervals.
 * Source: Knuth, The Art of Computer Programming vol. 3, §5.2.5, distribution by intervals.
 */
function orderByBuckets(values: Float64Array): Uint32Array | null {
  const size = values.length;
  if (size < FEWEST) return null;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let k = 0; k < size; k++) {
    const value = values[k];
    if (value === 0) return null;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const scale = size / (highest - lowest);
  if (!(scale > 0 && scale < Infinity)) return null;
  const buckets = new Uint32Array(size);
  const next = new Uint32Array(size);
  for (let k = 0; k < size; k++) {
    const bucket = Math.min(size - 1, Math.floor((values[k] - lowest) * scale));
    buckets[k] = bucket;
    next[bucket]++;
  }
  let start = 0;
  let neighbours = 0;
  for (let b = 0; b < size; b++) {
    const count = next[b];
    neighbours += count * (count - 1);
    next[b] = start;
    start += count;
  }
  if (neighbours > MOST_NEIGHBOURS * size) return null;
  const order = new Uint32Array(size);
  for (let k = 0; k < size; k++) order[next[buckets[k]]++] = k;
  return insert(values, order);
}

/**
 * Radix sort over the bits of the doubles, several times as fast here as sorting indices by comparison. The
 * high words decide nearly all; a few neighbours they leave undecided are settled by insertion, many (draws
 * like 1000000.01, or whole numbers) by sorting on the low words first.
 * Source: Knuth, The Art of Computer Programming vol. 3, §5.2.5, Algorithm R.
 */
function orderByBits(values: Float64Array): Uint32Array {
  const words = sortableWords(values);
  const order = sortByWords(words, [HIGH]);
  let undecided = 0;
  for (let k = 1; k < order.length; k++) {
    if (words[2 * order[k] + HIGH] === words[2 * order[k - 1] + HIGH]) undecided++;
  }
  return undecided > order.length / 16 ? sortByWords(words, [LOW, HIGH]) : insert(values, order);
}

/** Bits that compare, as unsigned integers, the way the doubles do: flip all of a negative, else the sign. */
function sortableWords(values: Float64Array): Uint32Array {
  const words = new Uint32Array(values.slice().buffer);
  for (let k = 0; k < words.length; k += 2) {
    const negative = words[k + HIGH] >>> 31 === 1;
    words[k + HIGH] ^= negative ? 0xffffffff : 0x80000000;
    if (negative) words[k + LOW] ^= 0xffffffff;
  }
  return words;
}

/** Words and the places they came from, sorted together. */
interface Keyed {
  readonly keys: Uint32Array;
  readonly places: Uint32Array;
}

/** Least significant digit first, word by word as listed. */
function sortByWords(words: Uint32Array, which: readonly number[]): Uint32Array {
  const size = words.length / 2;
  let order: Uint32Array = new Uint32Array(size);
  for (let k = 0; k < size; k++) order[k] = k;
  for (const word of which) {
    let now: Keyed = { keys: new Uint32Array(size), places: order };
    for (let k = 0; k < size; k++) now.keys[k] = words[2 * order[k] + word];
    let spare: Keyed = { keys: new Uint32Array(size), places: new Uint32Array(size) };
    const counts = digitCounts(now.keys);
    for (let digit = 0; digit < DIGITS; digit++) {
      const next = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
      if (next[(now.keys[0] >>> (digit * DIGIT_BITS)) & (BUCKETS - 1)] === size) continue;
      distribute(now, digit * DIGIT_BITS, next, spare);
      [now, spare] = [spare, now];
    }
    order = now.places;
  }
  return order;
}

/** How often each digit has each value, digit after digit. */
function digitCounts(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * BUCKETS);
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k];
    counts[key & (BUCKETS - 1)]++;
    counts[BUCKETS + ((key >>> DIGIT_BITS) & (BUCKETS - 1))]++;
    counts[2 * BUCKETS + (key >>> (2 * DIGIT_BITS))]++;
  }
  return counts;
}

/** One stable pass by one digit. `next` holds the digit's counts, and is used up. */
function distribute({ keys, places }: Keyed, shift: number, next: Uint32Array, out: Keyed): void {
  let start = 0;
  for (let b = 0; b < BUCKETS; b++) {
    const count = next[b];
    next[b] = start;
    start += count;
  }
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k];
    const to = next[(key >>> shift) & (BUCKETS - 1)]++;
    out.keys[to] = key;
    out.places[to] = places[k];
  }
}

/** Straight insertion, in place: next to nothing for an order that is right but for a few neighbours. */
function insert(values: Float64Array, order: Uint32Array): Uint32Array {
  let before = order.length === 0 ? 0 : values[order[0]];
  for (let k = 1; k < order.length; k++) {
    const place = order[k];
    const value = values[place];
    if (before <= value) {
      before = value;
      continue;
    }
    let hole = k;
    for (; hole > 0 && values[order[hole - 1]] > value; hole--) order[hole] = order[hole - 1];
    order[hole] = place;
  }
  return order;
}
