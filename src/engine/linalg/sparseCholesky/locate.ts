/**
 * For rows[from .. end - 1], ascending, all of which are among rows[among .. amongEnd - 1], ascending too: where[k - base] =
 * where rows[k] stands there. Looks next door first, then in steps that double, then by halves.
 */
export function locate(
  rows: Int32Array,
  from: number,
  end: number,
  among: number,
  amongEnd: number,
  base: number,
  where: Int32Array,
): void {
  let q = among;
  for (let k = from; k < end; k++) {
    const row = rows[k];
    if (rows[q] !== row) {
      let step = 1;
      while (q + step < amongEnd && rows[q + step] < row) {
        q += step;
        step *= 2;
      }
      let high = Math.min(q + step, amongEnd - 1);
      q++;
      while (q < high) {
        const middle = (q + high) >> 1;
        if (rows[middle] < row) q = middle + 1;
        else high = middle;
      }
    }
    where[k - base] = q++;
  }
}
