/** One value in so many is looked at to guess where the largest begin. */
const stride = 16;

/**
 * Places of the `count` largest values, ascending, as the end of `ascendingOrder` has them: of equal values those in the later places
 * count as larger. Finds them without sorting the rest. `count` from 1 to the number of values; no NaN.
 */
export function largestPlaces(values: Float64Array, count: number): Uint32Array {
  const places = candidates(values, count);
  const bound = selectLargest(
    Float64Array.from(places, (place) => values[place]),
    count,
  );
  const found = new Uint32Array(count);
  let [above, ties] = [0, 0];
  for (const place of places) if (values[place] > bound) above++;
  for (const place of places) if (values[place] === bound) ties++;
  let [at, left] = [0, ties - (count - above)]; // of equal values the first are left out
  for (const place of places)
    if (values[place] > bound || (values[place] === bound && left-- <= 0)) found[at++] = place;
  sortPlaces(found, values);
  return found;
}

/** By value, and of equal ones by place. Source: Shell 1959; Ciura's gaps. */
function sortPlaces(places: Uint32Array, values: Float64Array): void {
  for (const gap of [701, 301, 132, 57, 23, 10, 4, 1])
    for (let i = gap; i < places.length; i++) {
      const place = places[i];
      const value = values[place];
      let hole = i;
      for (; hole >= gap; hole -= gap) {
        const other = places[hole - gap];
        if (values[other] < value || (values[other] === value && other < place)) break;
        places[hole] = other;
      }
      places[hole] = place;
    }
}

/** Places that hold the largest values among others: those above a value that a sample says about twice as many are above. */
function candidates(values: Float64Array, count: number): Uint32Array {
  const sample = new Float64Array(Math.floor(values.length / stride));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * stride];
  sample.sort();
  const rank = sample.length - Math.ceil((2 * count) / stride) - 4;
  const bound = rank > 0 ? sample[rank] : Number.NEGATIVE_INFINITY;
  const places = new Uint32Array(values.length);
  let found = 0;
  for (let i = 0; i < values.length; i++) if (values[i] >= bound) places[found++] = i;
  if (found >= count) return places.subarray(0, found);
  return Uint32Array.from(values, (_, place) => place);
}

/** The value that `count` values are no smaller than; puts them into another order. Source: Hoare 1961, Algorithm 65, FIND. */
function selectLargest(values: Float64Array, count: number): number {
  const wanted = values.length - count;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = middleOf(values[low], values[(low + high) >> 1], values[high]);
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return values[wanted];
  }
  return values[wanted];
}

const middleOf = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
