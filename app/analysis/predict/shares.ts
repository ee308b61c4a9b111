/** How many of some draws lie where: `share` of them from `from` to `to`, or at `from` where the two are the same. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** Whole numbers with more values than this are drawn in bins, as other numbers are. */
const mostValues = 40;
const bins = 40;
/** Of each tail, this much goes into the first and the last bin, so that one odd draw does not squeeze the rest. */
const tail = 0.002;

/** The same bins for several sets of draws, so that they can be held against each other; none of what is not finite. */
export function sharesOf(sets: readonly Float64Array[]): Share[][] {
  const all = Float64Array.from(sets.flatMap((draws) => [...draws].filter(Number.isFinite))).sort();
  if (all.length === 0) return sets.map(() => []);
  const [low, high] = [all[Math.floor(tail * all.length)], all[Math.ceil((1 - tail) * all.length) - 1]];
  const isWhole = high - low < mostValues && all.every(Number.isInteger);
  const step = isWhole ? 1 : (high - low) / bins || 1;
  const count = isWhole ? high - low + 1 : bins;
  return sets.map((draws) => {
    const counts = new Float64Array(count);
    let total = 0;
    for (const value of draws) {
      if (!Number.isFinite(value)) continue;
      counts[Math.min(count - 1, Math.max(0, Math.floor((value - low) / step)))]++;
      total++;
    }
    return Array.from(counts, (own, i) => {
      const from = low + i * step;
      return { from, to: isWhole ? from : from + step, share: total === 0 ? 0 : own / total };
    });
  });
}
