import type { LatentTerm } from './latentTerm.ts';

/** With fewer columns than this nothing is gained. */
const few = 4;

/**
 * Which columns of a term meet, `[a * k + b]` being 1 where some row has both a and b: indicators of levels or times never do, so
 * of k^2 products k are left. Null where it is not worth asking.
 */
export function meetingColumns({
  k,
  columns,
  index,
}: Pick<LatentTerm, 'k' | 'columns' | 'index'>): Uint8Array | null {
  if (k < few) return null;
  const meets = new Uint8Array(k * k);
  const here = new Int32Array(k);
  for (let i = 0; i < index.length; i++) {
    let count = 0;
    for (let c = 0; c < k; c++) {
      const x = columns[c];
      if (x === null || x[i] !== 0) here[count++] = c;
    }
    if (count === k) return null; // a row with all of them: they all meet
    for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) meets[here[a] * k + here[b]] = 1;
  }
  return meets;
}
