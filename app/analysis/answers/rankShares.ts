/** The probability that a level's rank is one of these, 1 being the best. */
export interface RankShare {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
}

/** Classes of ranks, at most. */
const mostClasses = 25;

/**
 * The distribution of one level's rank over the draws: its place among all levels of each draw, a tie counting half a place for each
 * that ties, as `ranking` has it, rounded down.
 * @param levels draws of each level, chain by chain
 * @param at the level's own place
 */
export function rankShares(
  levels: readonly (readonly Float64Array[])[],
  at: number,
  best: 'highest' | 'lowest',
): RankShare[] {
  const width = Math.ceil(levels.length / mostClasses);
  const counts = new Array<number>(Math.ceil(levels.length / width)).fill(0);
  const sign = best === 'highest' ? 1 : -1;
  const own = levels[at];
  const above = own.map((chain) => new Float64Array(chain.length));
  for (const level of levels)
    level.forEach((chain, c) => {
      for (let i = 0; i < chain.length; i++) {
        const apart = sign * (chain[i] - own[c][i]);
        above[c][i] += apart > 0 ? 1 : apart === 0 ? 0.5 : 0;
      }
    });
  // the level ties with itself, which is the half that makes the best one's rank 1
  for (const chain of above) for (const count of chain) counts[Math.floor((count - 0.5) / width)]++;
  const all = own.reduce((sum, chain) => sum + chain.length, 0);
  return counts.map((count, k) => ({
    from: k * width + 1,
    to: Math.min(levels.length, (k + 1) * width),
    probability: count / all,
  }));
}
